package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;

/**
 * Says whether the source's video may itself be the top rung.
 *
 * <p>What its format says rules it out at once. What only the media tells, its bitrate and how often decoding can start,
 * is measured over the first group of pictures, and watched from then on.
 *
 * <p>One instance a video format and channel, so that a publisher who comes back is not measured again. Used by the
 * {@code tc-} thread.
 */
final class PassthroughJudge {
  /** Segments may be so much longer than their target. */
  private static final double GOP_MAX_RATIO = 1.25;

  private static final long GOP_MIN_90K = 45_000;
  private static final double BITRATE_RATIO_MAX = 1.3;
  private static final double FRAME_RATE_RATIO_MAX = 1.05;
  private static final double TICKS_PER_SECOND = 90_000;
  private static final long WATCH_90K = 900_000;
  private static final int MARGIN_STEPS = 3;
  /** Longer steps count as this: they are gaps, which say nothing of what comes next. */
  private static final long STEP_MAX_90K = 9_000;

  private static final int BITS = 8;
  private static final long NONE = Long.MIN_VALUE;

  private final Passthrough setting;
  private final int maxBitrate;
  private final int maxFrameRate;
  private final long maxGop90k;
  private boolean mayPass;

  // Since the first unit, and since the last random access point.
  private long first90k = NONE;
  private long randomAccess90k = NONE;
  private long last90k;
  private int gopCount;
  private int unitCount;
  private long longestStep90k; // in this group of pictures
  private long previousLongestStep90k;

  // The stretch in which the bitrate is counted.
  private long stretch90k;
  private long stretchLength;

  /** @param segmentTarget90k preferred length of segments */
  PassthroughJudge(Passthrough setting, RungPlan top, VideoFormat source, long segmentTarget90k) {
    this.setting = setting;
    maxGop90k = maxGop90k(segmentTarget90k);
    maxBitrate = (int) Math.min(Integer.MAX_VALUE, Math.round(top.bitrate() * BITRATE_RATIO_MAX));
    maxFrameRate = top.rung().maxFrameRate();
    mayPass = source.codec() == VideoCodec.AVC
        && switch (setting) {
          case NEVER -> false;
          case ALWAYS -> true;
          case AUTO ->
            Math.min(source.width(), source.height()) <= top.shortSide()
                && source.frameRate().value() <= maxFrameRate * FRAME_RATE_RATIO_MAX;
        };
  }

  /** Returns how far apart key frames may be, exclusive, for segments of a preferred length. */
  static long maxGop90k(long segmentTarget90k) {
    return (long) (segmentTarget90k * GOP_MAX_RATIO);
  }

  /** Returns whether the source goes through, as far as is known. */
  boolean mayPass() {
    return mayPass;
  }

  /** Returns whether the first group of pictures has to come before it is known. */
  boolean needsMedia() {
    return mayPass && setting == Passthrough.AUTO && gopCount == 0;
  }

  /** Decides by what is known: a source that could not be measured does not go through. */
  void conclude() {
    mayPass &= !needsMedia();
  }

  /** Begins a stretch of media: what went before says nothing of distances. */
  void begin() {
    randomAccess90k = NONE;
    first90k = NONE;
    unitCount = 0;
  }

  /** Takes note of a unit; returns whether the source goes through still. */
  boolean onUnit(long dts90k, boolean isRandomAccess, int length) {
    if (!mayPass || setting == Passthrough.ALWAYS) {
      return mayPass;
    }
    if (first90k == NONE) {
      first90k = dts90k;
      randomAccess90k = dts90k;
      stretch90k = dts90k;
      stretchLength = 0;
    }
    if (unitCount > 0) {
      longestStep90k = Math.max(longestStep90k, Math.min(STEP_MAX_90K, dts90k - last90k));
    }
    last90k = dts90k;
    if (isRandomAccess && dts90k > randomAccess90k) {
      onGop(dts90k);
    } else if (dts90k - randomAccess90k + margin90k() >= maxGop90k) {
      mayPass = false;
    }
    if (dts90k - stretch90k >= WATCH_90K) {
      mayPass &= isSlowEnough();
      stretch90k = dts90k;
      stretchLength = 0;
    }
    stretchLength += length;
    unitCount++;
    return mayPass;
  }

  private void onGop(long dts90k) {
    mayPass = dts90k - randomAccess90k < maxGop90k;
    if (gopCount == 0) {
      double frameRate = unitCount * TICKS_PER_SECOND / (dts90k - first90k);
      mayPass &= dts90k - first90k >= GOP_MIN_90K
          && frameRate <= maxFrameRate * FRAME_RATE_RATIO_MAX
          && isSlowEnough();
    }
    gopCount++;
    randomAccess90k = dts90k;
    previousLongestStep90k = longestStep90k;
    longestStep90k = 0;
  }

  /** The packager must not come to the point where it has to cut without a random access point. */
  private long margin90k() {
    return MARGIN_STEPS * Math.max(longestStep90k, previousLongestStep90k);
  }

  private boolean isSlowEnough() {
    return stretchLength * BITS * TICKS_PER_SECOND / Math.max(1, last90k - stretch90k)
        <= maxBitrate;
  }
}
