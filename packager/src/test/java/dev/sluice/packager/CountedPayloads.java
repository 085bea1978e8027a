package dev.sluice.packager;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes payloads and counts those that nobody has released yet. Any thread. */
public final class CountedPayloads {
  private final AtomicInteger outCount = new AtomicInteger();

  /** Returns a payload of these bytes, which are not copied. */
  public AccessUnitPayload of(byte[] bytes) {
    outCount.incrementAndGet();
    return new Payload(bytes);
  }

  /** Returns how many are not released. */
  public int outCount() {
    return outCount.get();
  }

  private final class Payload implements AccessUnitPayload {
    private final byte[] bytes;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    Payload(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void wrapInto(UnsafeBuffer view) {
      if (isReleased.get()) {
        throw new AssertionError("wrapped after its release");
      }
      view.wrap(bytes);
    }

    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void release() {
      if (!isReleased.compareAndSet(false, true)) {
        throw new AssertionError("released twice");
      }
      outCount.decrementAndGet();
    }
  }
}
