package dev.sluice.ingest.channel;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Decides when a stream starts, and holds its first access units until then.
 *
 * <p>A stream starts as soon as it is known which tracks it has: a track that came later would break its first segment.
 * With video it starts at a random access point. What was held goes on in the order in which it came, so that waiting
 * costs no picture.
 *
 * <p>Used by the publication's event loop. What is held is released by {@link #discard}, or belongs to whom it was
 * handed.
 */
final class StartGate {
  /** Most units that are held. */
  static final int HELD_COUNT_MAX = 512;
  /** Most bytes that are held. */
  static final long HELD_LENGTH_MAX = 16 << 20;
  /** A video track that shows no random access point for so many waits is no longer waited for. */
  static final int RANDOM_ACCESS_WAITS = 10;

  private final long trackWait90k;
  private final ChannelCounters counters;
  private final ArrayDeque<HeldUnit> held = new ArrayDeque<>();

  private long heldLength;
  private long first90k = TrackTimes.UNSET;
  private long randomAccess90k = TrackTimes.UNSET;
  private boolean isVideoRuledOut;
  private boolean isAudioRuledOut;

  StartGate(long trackWait90k, ChannelCounters counters) {
    this.trackWait90k = trackWait90k;
    this.counters = counters;
  }

  /** Takes what the publisher announces; one that announces nothing at all has said nothing. */
  void hint(StreamHint hint) {
    isVideoRuledOut = hint.hasAudio() && !hint.hasVideo();
    isAudioRuledOut = hint.hasVideo() && !hint.hasAudio();
  }

  /**
   * Holds a unit; of video, the first one is a random access point.
   *
   * @return whether the stream starts now
   */
  boolean offer(HeldUnit unit, boolean hasVideoFormat, boolean hasAudioFormat) {
    if (first90k == TrackTimes.UNSET) {
      first90k = unit.dts90k();
    }
    if (unit.isVideo() && randomAccess90k == TrackTimes.UNSET) {
      randomAccess90k = unit.dts90k();
    }
    held.add(unit);
    heldLength += unit.payload().length();
    boolean isFull = held.size() >= HELD_COUNT_MAX || heldLength >= HELD_LENGTH_MAX;
    if (randomAccess90k != TrackTimes.UNSET) {
      return hasAudioFormat
          || isAudioRuledOut
          || isFull
          || unit.dts90k() - randomAccess90k >= trackWait90k;
    }
    return mayStartWithoutVideo(unit.dts90k() - first90k, hasVideoFormat, isFull);
  }

  /** Hands on what belongs to the stream: from the first picture on, if there is one. */
  void drainTo(Consumer<HeldUnit> target) {
    for (HeldUnit unit = held.poll(); unit != null; unit = held.poll()) {
      if (unit.dts90k() < randomAccess90k) {
        drop(unit);
      } else {
        target.accept(unit);
      }
    }
    heldLength = 0;
  }

  /** Releases what is held. */
  void discard() {
    for (HeldUnit unit = held.poll(); unit != null; unit = held.poll()) {
      drop(unit);
    }
    heldLength = 0;
  }

  private boolean mayStartWithoutVideo(long waited90k, boolean hasVideoFormat, boolean isFull) {
    if (hasVideoFormat) {
      if (isFull) {
        HeldUnit oldest = held.remove();
        heldLength -= oldest.payload().length();
        drop(oldest);
      }
      return waited90k >= RANDOM_ACCESS_WAITS * trackWait90k;
    }
    return isVideoRuledOut || isFull || waited90k >= trackWait90k;
  }

  private void drop(HeldUnit unit) {
    counters.onDrop(DropReason.BEFORE_START);
    unit.payload().release();
  }
}
