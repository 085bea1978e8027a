package dev.sluice.packager.codec;

/** Audio codings that can be packaged. */
public enum AudioCodec {
  /** ISO/IEC 14496-3. */
  AAC,
  /** MPEG-1/2 layer III, ISO/IEC 11172-3 and 13818-3. */
  MP3,
  /** RFC 6716. */
  OPUS
}
