package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;

/** The bytes of a segment, wherever they lie. */
public interface SegmentBytes {
  /** Returns how many there are. */
  long length();

  /** Fills a buffer with the bytes from an offset on; there are as many. */
  void read(long offset, ByteBuffer target);
}
