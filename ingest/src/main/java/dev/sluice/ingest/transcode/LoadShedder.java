package dev.sluice.ingest.transcode;

import java.util.concurrent.TimeUnit;

/**
 * Decides how many pictures the rungs of a channel leave out when the machine is too small.
 *
 * <p>The rungs share one level. As it rises, the top rung leaves out more and more; when it is at its worst, the next one
 * begins, and the lowest is the last. It rises while a rung lags by more than {@value #LAG_MAX_90K} ticks of media and
 * falls when all keep up, after a wait which grows while that proves to be too early, and faster from there. A rung that
 * lags although it leaves out as many as it can is no reason for the others to follow: it leaves out more still until it
 * has caught up.
 *
 * <p>Of several channels, those that leave out most come back first.
 *
 * <p>{@link #update} is for the {@code tc-} thread, the rest for any.
 */
final class LoadShedder {
  /** How far a rung may lag. */
  static final long LAG_MAX_90K = 45_000;
  /** How far a rung may lag while the level falls. */
  static final long LAG_CALM_90K = 9_000;

  private static final long RISE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long FALL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long CALM_MIN_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long CALM_MAX_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long RELAPSE_NS = TimeUnit.SECONDS.toNanos(3);
  /** How long a channel may take to work off what it held at its start. */
  private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(5);

  private final LoadShare share;
  private final int maxLevel;

  // The tc- thread.
  private long graceEndNs;
  private long changedNs;
  private long calmSinceNs;
  private long fellNs;
  private long calmNs = CALM_MIN_NS;
  private boolean isFalling;
  private boolean hasFallen;

  // Written by the tc- thread.
  private volatile boolean isCatchingUp;
  private volatile int level;

  /** @param rungCount rungs that are encoded */
  LoadShedder(LoadShare share, int rungCount, long nowNs) {
    this.share = share;
    this.maxLevel = rungCount * SkipPattern.STAGE_COUNT;
    this.changedNs = nowNs;
    this.calmSinceNs = nowNs;
    share.add(this);
  }

  /** Lets the rungs lag for a while: media that was held comes in one go. */
  void catchUp(long nowNs) {
    isCatchingUp = true;
    graceEndNs = nowNs + GRACE_NS;
  }

  /**
   * Takes note of how far the slowest rung lags.
   *
   * @param worstLag90k of all rungs
   * @param curableLag90k of those that can leave out more
   */
  void update(long nowNs, long worstLag90k, long curableLag90k) {
    if (isCatchingUp) {
      isCatchingUp = worstLag90k > LAG_CALM_90K && nowNs - graceEndNs < 0;
      calmSinceNs = nowNs;
      return;
    }
    if (worstLag90k > LAG_CALM_90K) {
      calmSinceNs = nowNs;
      isFalling = false;
    }
    if (curableLag90k > LAG_MAX_90K) {
      rise(nowNs);
    } else if (level > 0 && worstLag90k <= LAG_CALM_90K) {
      fall(nowNs);
    }
  }

  /**
   * Returns the stage of {@link SkipPattern} for a rung.
   *
   * @param index among the rungs that are encoded, 0 for the largest
   */
  int stage(int index) {
    return Math.max(0, Math.min(SkipPattern.STAGE_COUNT, level - index * SkipPattern.STAGE_COUNT));
  }

  int level() {
    return level;
  }

  /** Returns whether the rungs may lag, since they work off what was held: nothing of it need be left out. */
  boolean isCatchingUp() {
    return isCatchingUp;
  }

  void close() {
    share.remove(this);
  }

  private void rise(long nowNs) {
    if (level == maxLevel || nowNs - changedNs < RISE_INTERVAL_NS) {
      return;
    }
    if (hasFallen && nowNs - fellNs < RELAPSE_NS) {
      calmNs = Math.min(CALM_MAX_NS, calmNs * 2);
      hasFallen = false;
    }
    level++;
    changedNs = nowNs;
  }

  private void fall(long nowNs) {
    long waitNs = isFalling ? FALL_INTERVAL_NS : calmNs * (1 + (share.maxLevel() - level) / 2);
    if (nowNs - Math.max(calmSinceNs, changedNs) < waitNs) {
      return;
    }
    level--;
    changedNs = nowNs;
    fellNs = nowNs;
    isFalling = true;
    hasFallen = true;
    if (level == 0) {
      calmNs = CALM_MIN_NS;
    }
  }
}
