package dev.sluice.origin.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies wait for their readers that were made for one answer each, over the whole server: they are on
 * the heap until the socket takes them, and a peer need not open its window (RFC 9113 §5.2). Any thread.
 */
final class RenderedBytes {
  private final long maxLength;
  private final AtomicLong length = new AtomicLong();

  RenderedBytes(long maxLength) {
    this.maxLength = maxLength;
  }

  /** Returns how many may wait. */
  long maxLength() {
    return maxLength;
  }

  /** Returns how many wait. */
  long length() {
    return length.get();
  }

  /** Counts a body unless it is too much; what was counted is to be given back. */
  boolean tryTake(int bodyLength) {
    if (length.addAndGet(bodyLength) <= maxLength) {
      return true;
    }
    length.addAndGet(-bodyLength);
    return false;
  }

  void giveBack(int bodyLength) {
    length.addAndGet(-bodyLength);
  }
}
