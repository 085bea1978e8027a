package dev.sluice.packager.cmaf;

import dev.sluice.packager.AccessUnitPayload;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes that count how often they are released. */
final class CountedPayload implements AccessUnitPayload {
  private final byte[] bytes;
  private int releaseCount;

  CountedPayload(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public void wrapInto(UnsafeBuffer view) {
    if (releaseCount > 0) {
      throw new AssertionError("wrapped after release");
    }
    view.wrap(bytes);
  }

  @Override
  public int length() {
    return bytes.length;
  }

  @Override
  public void release() {
    releaseCount++;
  }

  int releaseCount() {
    return releaseCount;
  }
}
