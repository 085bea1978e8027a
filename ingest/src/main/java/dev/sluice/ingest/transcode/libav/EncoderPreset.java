package dev.sluice.ingest.transcode.libav;

import java.util.Locale;

/**
 * How much work an encoder puts into a picture, by the names of x264: from the quickest to the most thorough. The last of
 * them, placebo, is left out.
 */
public enum EncoderPreset {
  /** Least work. */
  ULTRAFAST,
  /** Half the work of the next. */
  SUPERFAST,
  /** Enough for live channels. */
  VERYFAST,
  /** A little better than the last. */
  FASTER,
  /** For few channels on many cores. */
  FAST,
  /** What x264 does unless it is told. */
  MEDIUM,
  /** Rarely in real time. */
  SLOW,
  /** Rarely in real time. */
  SLOWER,
  /** Hardly ever in real time. */
  VERYSLOW;

  /** Returns the name that x264 has for it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
