package dev.sluice.origin.http.live;

import dev.sluice.origin.mp4.SegmentBytes;
import dev.sluice.origin.store.Lease;
import java.nio.ByteBuffer;

/** A segment in the store. */
record LeasedSegment(Lease lease) implements SegmentBytes {
  @Override
  public long length() {
    return lease.length();
  }

  @Override
  public void read(long offset, ByteBuffer target) {
    lease.slices(offset, target.remaining(), target::put);
  }
}
