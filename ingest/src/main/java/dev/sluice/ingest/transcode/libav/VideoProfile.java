package dev.sluice.ingest.transcode.libav;

import java.util.Locale;

/** H.264 profile (ISO/IEC 14496-10, annex A.2). */
public enum VideoProfile {
  /** For decoders of the oldest phones. */
  BASELINE,
  /** For decoders of old television sets. */
  MAIN,
  /** Best picture for its bits; everything plays it today. */
  HIGH;

  /** Returns the name that encoders have for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
