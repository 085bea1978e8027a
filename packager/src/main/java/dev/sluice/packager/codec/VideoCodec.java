package dev.sluice.packager.codec;

/** Video codings that can be packaged. */
public enum VideoCodec {
  /** H.264, ISO/IEC 14496-10. */
  AVC,
  /** H.265, ISO/IEC 23008-2. */
  HEVC,
  /** AV1 of the Alliance for Open Media. */
  AV1
}
