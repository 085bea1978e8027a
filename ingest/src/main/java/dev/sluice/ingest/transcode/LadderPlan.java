package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.PictureFormat;
import dev.sluice.ingest.transcode.libav.PictureSize;
import dev.sluice.ingest.transcode.libav.PictureTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses the rungs of a source by the size of its first picture. Nothing is scaled up.
 *
 * <p>A source that lies between two rungs takes the next higher one at its own size, named by its own height, with
 * bitrates for its area. So does one that is smaller than every rung.
 */
final class LadderPlan {
  /** Bits a picture needs grow slower than its area. */
  private static final double BITRATE_EXPONENT = 0.75;
  /** A rung that is so much smaller than the source is not the source's own size. */
  private static final double DISTINCT_RATIO = 1.1;

  private LadderPlan() {}

  /**
   * Returns the rungs, the largest first.
   *
   * @param rungs of the ladder, the largest first, at least one
   */
  static List<RungPlan> plan(List<Rung> rungs, PictureFormat source) {
    PictureTarget own = PictureSize.fit(source, TranscodeContext.HEIGHT_MAX);
    int ownHeight = Math.min(own.width(), own.height());
    List<RungPlan> plans = new ArrayList<>();
    Rung above = null;
    for (Rung rung : rungs) {
      if (rung.height() > ownHeight) {
        above = rung;
      } else {
        if (plans.isEmpty() && above != null && ownHeight > rung.height() * DISTINCT_RATIO) {
          plans.add(ownSize(above, own));
        }
        PictureTarget size = PictureSize.fit(source, rung.height());
        plans.add(new RungPlan(
            rung.name(),
            size.width(),
            size.height(),
            rung.bitrate(),
            rung.maxBitrate(),
            rung.bufferBits(),
            rung));
      }
    }
    if (plans.isEmpty()) {
      plans.add(ownSize(above, own));
    }
    return List.copyOf(plans);
  }

  private static RungPlan ownSize(Rung rung, PictureTarget own) {
    int height = Math.min(own.width(), own.height());
    double sideRatio = (double) height / rung.height();
    double ratio = Math.pow(sideRatio * sideRatio, BITRATE_EXPONENT);
    return new RungPlan(
        height + "p" + rung.maxFrameRate(),
        own.width(),
        own.height(),
        (int) Math.round(rung.bitrate() * ratio),
        (int) Math.round(rung.maxBitrate() * ratio),
        (int) Math.round(rung.bufferBits() * ratio),
        rung);
  }
}
