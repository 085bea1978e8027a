package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/** Lends {@link SharedPayload}s, so that sharing costs no allocation. Taken by the {@code tc-} thread, given back by any. */
final class SharedPayloads {
  private static final int KEPT_COUNT = 1024;

  private final ManyToOneConcurrentArrayQueue<SharedPayload> free =
      new ManyToOneConcurrentArrayQueue<>(KEPT_COUNT);

  /** Takes a payload over; returns it with one hold. */
  SharedPayload share(AccessUnitPayload payload) {
    SharedPayload next = free.poll();
    SharedPayload shared = next == null ? new SharedPayload(this) : next;
    shared.wrap(payload);
    return shared;
  }

  void giveBack(SharedPayload shared) {
    free.offer(shared); // one too many is left to the collector
  }
}
