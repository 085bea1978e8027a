package dev.sluice.packager.codec;

/** What a decoder must know of a track before its first access unit. Immutable; equal if a decoder may go on and the init segment may stay. */
public sealed interface TrackFormat permits VideoFormat, AudioFormat {
  /** Returns the codec's entry of a CODECS attribute (RFC 6381), from the bytes of the configuration. */
  String codecs();
}
