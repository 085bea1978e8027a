package dev.sluice.packager;

/** Foresees where the segments of a rendition are cut. Asked by the {@code pk-} thread of the channel only. */
@FunctionalInterface
interface CutForecast {
  /** Returns whether a segment will probably begin with a picture that is decoded at this time. */
  boolean isCutExpectedAt(long dts90k);
}
