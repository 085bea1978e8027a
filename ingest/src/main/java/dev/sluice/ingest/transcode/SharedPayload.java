package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/** A payload of the source that goes to several rungs as it is. Any thread. */
final class SharedPayload implements AccessUnitPayload {
  private final SharedPayloads home;
  private final AtomicInteger holds = new AtomicInteger();
  private AccessUnitPayload payload;

  SharedPayload(SharedPayloads home) {
    this.home = home;
  }

  /** Takes a payload over, with one hold. */
  void wrap(AccessUnitPayload source) {
    payload = source;
    holds.set(1);
  }

  /** Adds a hold, to be released once. */
  void retain() {
    holds.getAndIncrement();
  }

  @Override
  public void wrapInto(UnsafeBuffer view) {
    payload.wrapInto(view);
  }

  @Override
  public int length() {
    return payload.length();
  }

  @Override
  public void release() {
    if (holds.decrementAndGet() == 0) {
      AccessUnitPayload last = payload;
      payload = null;
      last.release();
      home.giveBack(this);
    }
  }
}
