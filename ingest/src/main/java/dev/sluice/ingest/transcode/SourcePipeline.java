package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.libav.ColourDescription;
import dev.sluice.ingest.transcode.libav.Orientation;
import dev.sluice.ingest.transcode.libav.PictureFormat;
import dev.sluice.origin.LogInterval;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.ring.AccessUnitTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the {@code tc-} thread does with the source's units: finds the breaks, decides on passthrough, has video decoded
 * and audio encoded.
 *
 * <p>A break is a new timeline, a new format of the video, a new format of audio that goes through as it is, or the end of
 * a passthrough. The old run goes out to its last picture, and another begins with the next.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class SourcePipeline implements AccessUnitTarget {
  private static final Logger LOG = LoggerFactory.getLogger(SourcePipeline.class);
  /** A source that is so late skips what nothing else refers to. */
  private static final long LATE_90K = 45_000;
  /** A source that is so late skips to its next random access point. */
  private static final long TOO_LATE_90K = 90_000;

  private final String channel;
  private final Ladder ladder;
  private final Transcoding transcoding;
  private final SourceInlet inlet;
  private final SourceCounters counters;
  private final RungSet rungs;
  private final Thumbnailer thumbnailer;
  private final RunStage runs;
  private final DecodeStage decode;
  private final AudioStage audio;
  private final HeldSource held;
  private final HeldSource heldAudio;
  private final SourceUnit scratch = new SourceUnit();
  private final SharedPayloads payloads = new SharedPayloads();
  private final ReferenceProbe references = new ReferenceProbe();
  private final LogInterval skipLog = new LogInterval();

  // The source.
  private Timeline timeline; // null while no publisher sends
  private VideoFormat video; // null until a random access point
  private boolean isAwaitingRandomAccess = true;
  private long randomAccess90k = Long.MIN_VALUE;
  private boolean isReplaying;

  // For the life of the channel.
  private VideoFormat judgedFormat;
  private PassthroughJudge judge;
  private VideoFormat passedFormat; // null unless the source has been a rung
  private PassthroughJudge passedJudge;
  private boolean isFirstRun = true;

  SourcePipeline(
      String channel,
      Ladder ladder,
      Transcoding transcoding,
      SourceInlet inlet,
      SourceCounters counters,
      RungSet rungs) {
    this.channel = channel;
    this.ladder = ladder;
    this.transcoding = transcoding;
    this.inlet = inlet;
    this.counters = counters;
    this.rungs = rungs;
    long maxGop90k = PassthroughJudge.maxGop90k(transcoding.context().segmentTarget90k());
    held = new HeldSource(maxGop90k);
    heldAudio = new HeldSource(maxGop90k);
    thumbnailer = new Thumbnailer(channel, transcoding, counters);
    runs = new RunStage(transcoding.context(), ladder, rungs, thumbnailer, inlet);
    decode = new DecodeStage(channel, transcoding, counters, runs::onPicture);
    audio = new AudioStage(channel, ladder, transcoding, counters, runs::onAudio);
  }

  @Override
  public void onAccessUnit(AccessUnitEvent event) {
    boolean isVideo = event.format() instanceof VideoFormat;
    SourceUnit unit = scratch.take(event, isVideo ? inlet.nextArrivalNs() : 0);
    try {
      if (held.isEmpty()) {
        process(unit);
      } else {
        hold(unit);
      }
    } finally {
      unit.release();
    }
  }

  /** The publisher is gone: everything goes out, and what it took is freed, whatever fails. */
  void suspend() {
    try {
      if (!held.isEmpty()) {
        replay();
      }
      endTimeline();
    } finally {
      timeline = null;
      held.release(unit -> {});
      heldAudio.release(unit -> {});
      decode.close();
      audio.close();
      thumbnailer.close();
      rungs.stop();
    }
  }

  /** Takes the thumbnail away. */
  void close() {
    thumbnailer.remove();
  }

  private void process(SourceUnit unit) {
    if (timeline == null || timeline.serial() != unit.timeline().serial()) {
      if (timeline != null && unit.timeline().serial() < timeline.serial()) {
        return;
      }
      endTimeline();
      timeline = unit.timeline();
      runs.source(timeline);
    }
    if (unit.format() instanceof VideoFormat format) {
      onVideo(unit, format);
    } else {
      onAudio(unit, (AudioFormat) unit.format());
    }
  }

  // Video.

  private void onVideo(SourceUnit unit, VideoFormat format) {
    boolean isNew = video == null || (format != video && !format.equals(video));
    if (unit.isRandomAccess()) {
      if (isNew && !begin(unit, format)) {
        return; // held
      }
      onRandomAccess(unit);
    } else if (isNew || isAwaitingRandomAccess) {
      counters.onSkipped();
      return;
    }
    if (!isReplaying && runs.isTopPassthrough()) {
      watchPassthrough(unit);
    }
    if (isInTime(unit)) {
      forward(unit);
    }
  }

  /** Begins with another format; returns false if it has to be held first. */
  private boolean begin(SourceUnit unit, VideoFormat format) {
    if (video != null) {
      endRun();
    }
    judge(format);
    if (judge.needsMedia() && !isReplaying) {
      judge.begin();
      judge.onUnit(unit.dts90k(), true, unit.payload().length());
      held.add(unit);
      return false;
    }
    judge.conclude();
    if (judge.mayPass() && !isReplaying) {
      judge.begin();
    }
    video = format;
    references.begin(format);
    boolean isOpen = decode.open(format);
    if (!isOpen) {
      runs.expectNoVideo();
      return true;
    }
    if (judge.mayPass()) {
      passedFormat = format;
      passedJudge = judge;
    }
    isFirstRun = false;
    runs.expectVideo(unit, format.frameRate(), judge.mayPass(), isReplaying);
    return true;
  }

  private void onRandomAccess(SourceUnit unit) {
    if (!isAwaitingRandomAccess && randomAccess90k != Long.MIN_VALUE) {
      counters.keyframeInterval90k(unit.pts90k() - randomAccess90k);
    }
    randomAccess90k = unit.pts90k();
    isAwaitingRandomAccess = false;
    if (!heldAudio.isEmpty() && runs.isTopPassthrough()) {
      decode.flush();
      breakForAudio();
    }
  }

  private void forward(SourceUnit unit) {
    if (decode.isRefused()) {
      counters.onSkipped();
      return;
    }
    if (!runs.isTopPassthrough()) {
      decode.decode(unit);
      return;
    }
    // Both the rung and the decoder read the bytes.
    SharedPayload shared = payloads.share(unit.takePayload());
    shared.retain();
    runs.onPassthrough(unit, shared);
    if (runs.needsPictures() || !runs.hasVideo()) {
      decode.decode(unit);
    } else if (unit.isRandomAccess() && thumbnailer.isDue(unit.pts90k())) {
      decode.decode(unit);
      decode.flush();
    }
    shared.release();
  }

  /** Returns whether there is time to decode the unit; skips those of late sources. */
  private boolean isInTime(SourceUnit unit) {
    if (isReplaying || rungs.isCatchingUp()) {
      return true;
    }
    long lag90k = inlet.lag90k(timeline, unit.dts90k());
    if (lag90k <= LATE_90K || unit.isRandomAccess()) {
      return true;
    }
    if (lag90k > TOO_LATE_90K) {
      isAwaitingRandomAccess = true;
    } else if (runs.isTopPassthrough() || references.isReferred(unit.payload())) {
      return true;
    }
    counters.onSkipped();
    long count = skipLog.count(transcoding.context().nanoClock().nanoTime());
    if (count > 0) {
      LOG.warn(
          "channel {}: decoding is {} ms late; {} pictures of the source skipped ({} times since the last line)",
          channel,
          lag90k / 90,
          counters.unitsSkipped(),
          count);
    }
    return false;
  }

  // Passthrough.

  private void judge(VideoFormat format) {
    if (format.equals(judgedFormat)) {
      return;
    }
    judgedFormat = format;
    if (format.equals(passedFormat)) {
      judge = passedJudge;
      return;
    }
    RungPlan top = LadderPlan.plan(ladder.rungs(), nominal(format)).get(0);
    judge = new PassthroughJudge(
        isFirstRun ? ladder.passthrough() : Passthrough.NEVER,
        top,
        format,
        transcoding.context().segmentTarget90k());
  }

  private static PictureFormat nominal(VideoFormat format) {
    return new PictureFormat(
        format.width(),
        format.height(),
        0,
        1,
        1,
        /* isFullRange= */ false,
        ColourDescription.UNSPECIFIED,
        /* isInterlaced= */ false,
        Orientation.UPRIGHT);
  }

  private void hold(SourceUnit unit) {
    boolean isSame = unit.timeline().serial() == timeline.serial()
        && (unit.format() instanceof AudioFormat || unit.format().equals(judgedFormat));
    if (!isSame) {
      replay();
      process(unit);
      return;
    }
    if (unit.format() instanceof VideoFormat) {
      judge.onUnit(unit.dts90k(), unit.isRandomAccess(), unit.payload().length());
    }
    held.add(unit);
    if (held.isFull() || !judge.needsMedia()) {
      replay();
    }
  }

  private void replay() {
    judge.conclude();
    isReplaying = true;
    try {
      held.release(this::process);
    } finally {
      isReplaying = false;
    }
  }

  private void watchPassthrough(SourceUnit unit) {
    if (judge.onUnit(unit.dts90k(), unit.isRandomAccess(), unit.payload().length())) {
      return;
    }
    LOG.info(
        "channel {}: the source is no longer fit for the top rung, which is encoded from here on: its key frames"
            + " are too far apart for segments, or its bitrate is more than 1.3 times the rung's",
        channel);
    boolean wasDecoded = runs.needsPictures();
    runs.end();
    runs.encodeTop();
    isAwaitingRandomAccess = !wasDecoded && !unit.isRandomAccess();
  }

  // Audio.

  private void onAudio(SourceUnit unit, AudioFormat format) {
    if (!heldAudio.isEmpty() || (audio.breaksWith(format) && runs.hasAudio())) {
      heldAudio.add(unit);
      boolean isPatient = heldAudio.span90k() < HeldAudio.PATIENCE_90K && runs.hasVideo();
      if (!isPatient && (!runs.isTopPassthrough() || heldAudio.isFull())) {
        breakForAudio();
      }
      return;
    }
    audio.onFrame(unit, payloads);
  }

  /** Ends the run before the audio that came in another format. */
  private void breakForAudio() {
    audio.flush();
    runs.end();
    releaseHeldAudio();
  }

  private void releaseHeldAudio() {
    heldAudio.release(held -> audio.onFrame(held, payloads));
  }

  /** Ends the run, and the one that audio which was held may have begun: neither goes on behind a break of times. */
  private void endTimeline() {
    endRun();
    audio.flush();
    runs.end();
  }

  private void endRun() {
    if (runs.hasVideo() || video != null) {
      decode.flush();
    }
    audio.flush();
    runs.end();
    releaseHeldAudio();
    video = null;
    isAwaitingRandomAccess = true;
    randomAccess90k = Long.MIN_VALUE;
  }
}
