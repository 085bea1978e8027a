package dev.sluice.packager;

import java.util.concurrent.atomic.LongAdder;

/** Counts of the packager, of all its channels together. Any thread may read them. */
public final class PackagerCounters {
  /** Why an access unit was dropped. */
  public enum Drop {
    /** The ring was full. */
    BACK_PRESSURE,
    /** The store was full, or the segment. */
    EXHAUSTED,
    /** The unit is not what its format says. */
    MALFORMED,
    /** Decoding cannot start with it, or it belongs to what has ended. */
    WAITING
  }

  private final LongAdder segments = new LongAdder();
  private final LongAdder segmentBytes = new LongAdder();
  private final LongAdder parts = new LongAdder();
  private final LongAdder forcedCuts = new LongAdder();
  private final LongAdder discontinuities = new LongAdder();
  private final LongAdder silentFrames = new LongAdder();
  private final LongAdder renders = new LongAdder();
  private final LongAdder renderNs = new LongAdder();
  private final LongAdder failedRenders = new LongAdder();
  private final LongAdder[] drops = new LongAdder[Drop.values().length];

  PackagerCounters() {
    for (int i = 0; i < drops.length; i++) {
      drops[i] = new LongAdder();
    }
  }

  /** Returns the segments that were listed, of every rendition in every format. */
  public long segments() {
    return segments.sum();
  }

  /** Returns their bytes. */
  public long segmentBytes() {
    return segmentBytes.sum();
  }

  /** Returns the parts that were written. */
  public long parts() {
    return parts.sum();
  }

  /** Returns the segments that begin where decoding cannot start. */
  public long forcedCuts() {
    return forcedCuts.sum();
  }

  /** Returns the segments listed with EXT-X-DISCONTINUITY. */
  public long discontinuities() {
    return discontinuities.sum();
  }

  /** Returns the frames of silence that stand in for audio that stayed away. */
  public long silentFrames() {
    return silentFrames.sum();
  }

  /** Returns how often playlists were rendered and stored: at the end of a segment, or when a part was asked for. */
  public long renders() {
    return renders.sum();
  }

  /** Returns the nanoseconds that took. */
  public long renderNs() {
    return renderNs.sum();
  }

  /** Returns the playlists that the store had no room for. */
  public long failedRenders() {
    return failedRenders.sum();
  }

  /** Returns the access units dropped for a reason. */
  public long dropped(Drop reason) {
    return drops[reason.ordinal()].sum();
  }

  void onSegment(long length, boolean isDiscontinuity) {
    segments.increment();
    segmentBytes.add(length);
    if (isDiscontinuity) {
      discontinuities.increment();
    }
  }

  void onPart() {
    parts.increment();
  }

  void onForcedCut() {
    forcedCuts.increment();
  }

  void onSilentFrame() {
    silentFrames.increment();
  }

  void onRendered(long elapsedNs) {
    renders.increment();
    renderNs.add(elapsedNs);
  }

  void onRenderFailed() {
    failedRenders.increment();
  }

  void onDropped(Drop reason) {
    drops[reason.ordinal()].increment();
  }
}
