package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;

/**
 * Holds audio until the picture that follows it is there, so that both go on in the order of presentation.
 *
 * <p>Bounded in media time and in frames; what is too much goes on first. Used by one thread.
 */
final class HeldAudio {
  /** How much media of audio waits for a picture at most. */
  static final long PATIENCE_90K = 45_000;

  private static final int CAPACITY = 256; // a power of two

  /** Takes what is held no longer, with its hold. */
  @FunctionalInterface
  interface Release {
    /** Takes one frame over. */
    void onAudio(AudioFormat format, long pts90k, AccessUnitPayload payload);
  }

  private final AudioFormat[] formats = new AudioFormat[CAPACITY];
  private final AccessUnitPayload[] payloads = new AccessUnitPayload[CAPACITY];
  private final long[] times90k = new long[CAPACITY];

  private int head;
  private int count;

  /** Takes a frame over; lets go of what is held for too long. */
  void add(
      AudioFormat format,
      long pts90k,
      AccessUnitPayload payload,
      long patience90k,
      Release release) {
    if (count == CAPACITY) {
      releaseFirst(release);
    }
    int slot = head + count++ & CAPACITY - 1;
    formats[slot] = format;
    payloads[slot] = payload;
    times90k[slot] = pts90k;
    while (count > 0 && pts90k - times90k[head] > patience90k) {
      releaseFirst(release);
    }
  }

  /** Lets go of what comes before a time. */
  void releaseBefore(long pts90k, Release release) {
    while (count > 0 && times90k[head] < pts90k) {
      releaseFirst(release);
    }
  }

  void releaseAll(Release release) {
    while (count > 0) {
      releaseFirst(release);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Returns how much media is held, from the first frame to the last. */
  long span90k() {
    return count == 0 ? 0 : times90k[head + count - 1 & CAPACITY - 1] - times90k[head];
  }

  private void releaseFirst(Release release) {
    int slot = head;
    AccessUnitPayload payload = payloads[slot];
    payloads[slot] = null;
    head = head + 1 & CAPACITY - 1;
    count--;
    release.onAudio(formats[slot], times90k[slot], payload);
  }
}
