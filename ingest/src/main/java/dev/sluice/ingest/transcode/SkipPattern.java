package dev.sluice.ingest.transcode;

/** Leaves out pictures evenly, more of them from stage to stage. One instance a rung, used by the rung's thread. */
final class SkipPattern {
  /** The stages after 0, which leaves nothing out: 2/3, 1/2, 1/3 and 1/4 of the pictures stay. */
  static final int STAGE_COUNT = 4;
  /** The stage of a rung that lags all the same: 1/8 of its pictures stays until it has caught up. */
  static final int BRAKE = 5;

  private static final int[] KEPT = {1, 2, 1, 1, 1, 1};
  private static final int[] OF = {1, 3, 2, 3, 4, 8};

  private int phase;

  /** Returns whether the next picture stays; one that is forced does. */
  boolean keeps(int stage, boolean isForced) {
    phase += KEPT[stage];
    if (phase < OF[stage] && !isForced) {
      return false;
    }
    phase = Math.max(0, phase - OF[stage]);
    return true;
  }
}
