package dev.sluice.packager.codec;

/** Video codings that can be packaged. */
public enum VideoCodec {
  /** H.264, ISO/IEC 14496-10. */
  AVC
}
