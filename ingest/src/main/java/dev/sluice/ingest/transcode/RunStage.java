package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.FrameRate;
import java.util.function.Consumer;

/**
 * Brings pictures, audio and what goes through untouched into one order, the order of presentation, and hands it to the
 * rungs as runs without a break.
 *
 * <p>A run begins with its first picture, or without one when audio has waited for it in vain. In front of the unit or the
 * picture that begins a segment stands all audio before it, and none after. Audio waits for the picture behind it, unless
 * the step of those before says that none is due so soon.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class RunStage {
  /** How long audio waits for the first picture of a source that has video. */
  private static final long START_PATIENCE_90K = 180_000;

  private static final long NO_PATIENCE = -1;
  private static final long NONE = Long.MIN_VALUE;

  /** Quarters of the shorter one of two steps between pictures: the third is not so much shorter, where they come evenly. */
  private static final int SURE_QUARTERS = 3;

  private final TranscodeContext context;
  private final Ladder ladder;
  private final RungSet rungs;
  private final Thumbnailer thumbnailer;
  private final SourceInlet inlet;

  private final HeldAudio heldAudio = new HeldAudio();
  private final HeldVideo heldVideo = new HeldVideo();
  private final HeldAudio.Release publishAudio = this::publishAudio;
  private final Consumer<HeldVideo.Unit> publishVideo = this::publishVideo;
  private final HeldAudio.Release discardAudio = (format, pts90k, payload) -> payload.release();

  private long serial;

  // Of the source, for the next run.
  private Timeline source;
  private FrameRate frameRate = FrameRate.UNKNOWN;
  private boolean isTopPassthrough;
  private boolean isCatchingUp;
  private boolean isVideoExpected;

  // The run.
  private Run run; // null between runs
  private KeyframePlan plan; // null without pictures
  private boolean hasAudio;
  private long first90k = NONE;
  private long last90k = NONE;
  private long lastStep90k;
  private long sure90k; // no picture is due for so long after the last
  private long lastPassed90k = NONE;

  RunStage(
      TranscodeContext context,
      Ladder ladder,
      RungSet rungs,
      Thumbnailer thumbnailer,
      SourceInlet inlet) {
    this.context = context;
    this.ladder = ladder;
    this.rungs = rungs;
    this.thumbnailer = thumbnailer;
    this.inlet = inlet;
  }

  /** Sets to what timeline the next run belongs. */
  void source(Timeline timeline) {
    source = timeline;
    last90k = NONE;
    lastPassed90k = NONE;
  }

  /**
   * Says that video comes, with this random access point first.
   *
   * @param passesTop whether the source itself is the top rung
   * @param catchesUp whether what comes first was held
   */
  void expectVideo(SourceUnit unit, FrameRate rate, boolean passesTop, boolean catchesUp) {
    isVideoExpected = true;
    frameRate = rate;
    isTopPassthrough = passesTop;
    isCatchingUp = catchesUp;
    last90k = Math.max(lastPassed90k, unit.pts90k() - 1);
  }

  /** Lets the top rung be encoded from the next run on. */
  void encodeTop() {
    isTopPassthrough = false;
    last90k = Math.max(last90k, lastPassed90k);
  }

  /** Says that no video comes. */
  void expectNoVideo() {
    isVideoExpected = false;
    isTopPassthrough = false;
  }

  /** Takes a decoded picture out of its holder, if it is of use. */
  void onPicture(Picture picture, long arrivalNs) {
    long pts90k = picture.pts90k();
    if (pts90k <= last90k) {
      return; // cannot be shown after what has gone before
    }
    if (plan == null) {
      beginWith(picture);
    }
    heldVideo.releaseUntil(pts90k, publishVideo);
    heldAudio.releaseBefore(pts90k, publishAudio);
    advance(pts90k);
    boolean isThumbnail = picture.isKey() && thumbnailer.isDue(pts90k);
    if (isThumbnail) {
      thumbnailer.keep(picture);
    }
    if (needsPictures()) {
      rungs.ring().picture(run, picture, plan.isForced(pts90k), arrivalNs);
      rungs.onPicture(pts90k, inlet.lag90k(source, pts90k));
    }
    releaseAudio();
    if (isThumbnail) {
      thumbnailer.store();
    }
  }

  /** Takes a frame of audio over. */
  void onAudio(AudioFormat format, long pts90k, AccessUnitPayload payload) {
    if (plan != null && pts90k < first90k) {
      payload.release(); // belongs to what was before the first picture
      return;
    }
    hasAudio = true;
    heldAudio.add(format, pts90k, payload, patience90k(), publishAudio);
    if (plan != null) {
      releaseAudio();
    }
  }

  /** Takes a unit over that goes to the top rung as it is. */
  void onPassthrough(SourceUnit unit, AccessUnitPayload payload) {
    if (unit.isRandomAccess() && plan != null) {
      plan.onSourceRandomAccess(unit.pts90k());
    }
    heldVideo.add(unit, payload, publishVideo);
    if (plan == null) {
      return;
    }
    if (needsPictures()) {
      heldVideo.releaseUntil(last90k, publishVideo);
    } else {
      heldVideo.releaseAll(publishVideo);
      advance(unit.dts90k() - 1); // so that its own picture may become the thumbnail
      releaseAudio();
    }
  }

  /** Ends the run; what is held goes out with it. */
  void end() {
    if (run == null) {
      heldVideo.releaseAll(unit -> unit.takePayload().release());
      heldAudio.releaseAll(discardAudio);
    } else {
      heldVideo.releaseAll(publishVideo);
      heldAudio.releaseAll(publishAudio);
      rungs.ring().flush(run);
    }
    run = null;
    plan = null;
    hasAudio = false;
    lastStep90k = 0;
    sure90k = 0;
  }

  /** Returns whether the run has audio. */
  boolean hasAudio() {
    return hasAudio;
  }

  /** Returns whether the run has begun with a picture. */
  boolean hasVideo() {
    return plan != null;
  }

  /** Returns whether the source itself is the top rung. */
  boolean isTopPassthrough() {
    return isTopPassthrough;
  }

  /** Returns whether a rung encodes pictures. */
  boolean needsPictures() {
    return !(isTopPassthrough
        && rungs.isPlanned()
        && rungs.encodedCount(/* isTopPassthrough= */ true) == 0);
  }

  private void advance(long time90k) {
    long step90k = last90k == NONE ? 0 : time90k - last90k;
    sure90k = Math.min(step90k, lastStep90k) * SURE_QUARTERS / 4;
    lastStep90k = step90k;
    last90k = time90k;
  }

  /** Lets go of what no picture can come before any more, going by how they came so far. */
  private void releaseAudio() {
    heldAudio.releaseBefore(last90k + sure90k, publishAudio);
  }

  private void beginWith(Picture picture) {
    if (run != null) {
      endWithoutPicture();
    }
    if (!rungs.isPlanned()) {
      rungs.stop();
      rungs.plan(LadderPlan.plan(ladder.rungs(), picture.format()));
    }
    begin();
    plan = new KeyframePlan(context.segmentTarget90k(), isTopPassthrough);
    first90k = picture.pts90k();
  }

  /** Audio that was not published yet stays for the run that begins. */
  private void endWithoutPicture() {
    rungs.ring().flush(run);
    run = null;
  }

  private void begin() {
    if (!rungs.isRunning()) {
      rungs.start();
    }
    Timeline timeline = new Timeline(++serial, source.anchor());
    run = new Run(timeline, isTopPassthrough, frameRate);
    rungs.begin(isCatchingUp);
    isCatchingUp = false;
  }

  private long patience90k() {
    if (plan != null) {
      return HeldAudio.PATIENCE_90K;
    }
    if (run != null) {
      return NO_PATIENCE;
    }
    return isVideoExpected ? START_PATIENCE_90K : HeldAudio.PATIENCE_90K;
  }

  private void publishAudio(AudioFormat format, long pts90k, AccessUnitPayload payload) {
    if (plan != null && pts90k < first90k) {
      payload.release();
      return;
    }
    if (run == null) {
      begin();
    }
    rungs.ring().audio(run, format, pts90k, payload);
  }

  private void publishVideo(HeldVideo.Unit unit) {
    if (run == null) {
      unit.takePayload().release(); // more than any decoder reorders, and no picture yet
      return;
    }
    if (unit.isRandomAccess()) {
      heldAudio.releaseBefore(unit.pts90k(), publishAudio);
    }
    lastPassed90k = Math.max(lastPassed90k, unit.pts90k());
    rungs.ring().passthrough(unit, run);
  }
}
