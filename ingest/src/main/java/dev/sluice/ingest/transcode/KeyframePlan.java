package dev.sluice.ingest.transcode;

/**
 * Says which pictures every rung encodes as IDR pictures: where segments begin.
 *
 * <p>Of a source that is encoded in every rung, the first picture at or after the target duration, half a frame early
 * being in time: times of sources are rounded. 29.97 frames a second give 60 frames for ever. Of a source that is itself
 * the top rung, each of its random access points, so that every rung can be cut wherever that one can.
 *
 * <p>One instance a run. Used by the {@code tc-} thread.
 */
final class KeyframePlan {
  private static final long NONE = Long.MAX_VALUE;
  private static final long TOLERANCE_MAX_90K = 22_500;

  private final long target90k;
  private final boolean followsSource;

  private boolean hasBegun;
  private long boundary90k;
  private long last90k;
  private long spacing90k = NONE;
  private long sourcePts90k = NONE;

  /**
   * Plans a run.
   *
   * @param target90k preferred length of segments
   * @param followsSource whether the source's random access points decide
   */
  KeyframePlan(long target90k, boolean followsSource) {
    this.target90k = target90k;
    this.followsSource = followsSource;
  }

  /** Takes note of a random access point of the source, before its picture. */
  void onSourceRandomAccess(long pts90k) {
    if (sourcePts90k == NONE) {
      sourcePts90k = pts90k;
    }
  }

  /** Returns whether the next picture begins a segment; the first does. */
  boolean isForced(long pts90k) {
    boolean isForced = !hasBegun || (followsSource ? pts90k >= sourcePts90k : isDue(pts90k));
    hasBegun = true;
    last90k = pts90k;
    if (isForced) {
      boundary90k = pts90k;
      sourcePts90k = NONE;
    }
    return isForced;
  }

  private boolean isDue(long pts90k) {
    // A lost picture makes one step long, not two in a row.
    long step90k = pts90k - last90k;
    long usual90k = Math.min(step90k, spacing90k);
    spacing90k = step90k;
    return pts90k - boundary90k >= target90k - Math.min(usual90k / 2, TOLERANCE_MAX_90K);
  }
}
