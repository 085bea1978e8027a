package dev.sluice.packager;

/** A way in which channels are packaged. */
public enum SegmentFormat {
  /** MPEG transport streams: classic HLS. */
  TS,
  /** CMAF track files with parts: low-latency HLS and DASH. */
  CMAF
}
