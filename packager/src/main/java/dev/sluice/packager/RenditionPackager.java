package dev.sluice.packager;

import dev.sluice.packager.PackagerCounters.Drop;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.MalformedMediaException;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.ring.AccessUnitTarget;
import dev.sluice.packager.segment.Segmenter;
import dev.sluice.packager.segment.Segmenter.Decision;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packages one rendition: decides where segments begin and end, for every {@link SegmentOutput} alike.
 *
 * <p>At a cut the old segment and the playlists that list it come first, and only then the picture that opens the next
 * segment, which is the largest of all: readers wait for the playlist, nobody waits for the picture.
 *
 * <p>Used by the {@code pk-} thread of the channel only; others publish through its {@link RenditionInlet}.
 */
final class RenditionPackager implements AccessUnitTarget {
  private static final Logger LOG = LoggerFactory.getLogger(RenditionPackager.class);
  private static final long NONE = Long.MIN_VALUE;

  // Set at construction.
  private final ShardChannel channel;
  private final String rendition;
  private final Segmenter segmenter;
  private final List<SegmentOutput> outputs;
  private final OpenSegment segment;
  private final StartHold hold = new StartHold();
  private final SilenceFill silence = new SilenceFill();

  // What the open segment carries, or the last one did.
  private Timeline timeline;
  private Optional<VideoFormat> video = Optional.empty();
  private Optional<AudioFormat> audio = Optional.empty();

  // What the next segment has to do otherwise.
  private AudioFormat pendingAudio; // null unless audio came in another format, or late
  private boolean isDiscontinuityDue;

  private boolean isAwaitingRandomAccess;
  // Of the picture that the segment was opened for, while it has not come.
  private long expectedDts90k = NONE;
  private boolean hasFaulted; // in this segment
  private boolean isFaultLogged;
  private boolean isEnded;

  // Read by producers.
  private volatile long awaitedFrom90k = Long.MAX_VALUE;

  RenditionPackager(ShardChannel channel, String rendition, List<ChannelOutput> channelOutputs) {
    this.channel = channel;
    this.rendition = rendition;
    segmenter = new Segmenter(channel.plan());
    outputs = channelOutputs.stream()
        .map(output -> output.open(rendition, segmenter::isCutExpectedAt))
        .toList();
    segment = new OpenSegment(outputs);
  }

  @Override
  public void onAccessUnit(AccessUnitEvent unit) {
    if (isEnded || isStale(unit)) {
      channel.counters().onDropped(Drop.WAITING);
      return;
    }
    if (timeline == null || timeline.serial() != unit.timeline().serial()) {
      breakOff();
      timeline = unit.timeline();
      isDiscontinuityDue = segment.hasFormer();
    }
    if (!segment.isOpen()) {
      await(unit);
    } else if (unit.format() instanceof VideoFormat format) {
      onVideo(unit, format);
    } else {
      onAudio(unit, (AudioFormat) unit.format());
    }
  }

  @Override
  public boolean isAwaited(long dts90k) {
    return dts90k >= awaitedFrom90k;
  }

  /** Cuts in front of a unit that is still to come; what else it may bring is left to its arrival. */
  void onExpected(Timeline unitTimeline, long pts90k, long dts90k) {
    if (isEnded
        || !segment.isOpen()
        || segment.isEmpty()
        || video.isEmpty()
        || pendingAudio != null
        || unitTimeline.serial() != timeline.serial()) {
      return;
    }
    if (segmenter.decide(pts90k, dts90k, /* isRandomAccess= */ true) == Decision.CUT) {
      cut(/* isRandomAccess= */ true, dts90k);
      expectedDts90k = isAwaitingRandomAccess ? NONE : dts90k;
      isAwaitingRandomAccess = true;
    }
  }

  /** Closes the open segment, for the publisher is gone: what comes next, if anything does, begins anew. */
  void suspend() {
    if (hold.isReady()) {
      start(); // no unit is to come that would date it better
    }
    breakOff();
  }

  private void breakOff() {
    drop(hold.clear(), Drop.WAITING);
    if (!segment.isOpen()) {
      return;
    }
    if (segment.isEmpty() || (isWithoutItsAudio() && segment.isRetractable())) {
      abandon();
      return;
    }
    SegmentEnd end = endOfStretch(segmenter.end());
    if (isWithoutItsAudio()) {
      segment.commitWhereListed(end);
    } else {
      segment.commit(end);
    }
  }

  /** Lets audio end where video does: players halt at a hole in one of them, and where a stretch ends nothing fills it. */
  private SegmentEnd endOfStretch(long duration90k) {
    fillWithSilenceUntil(segmenter.start90k() + duration90k);
    return SegmentEnd.ofStretch(duration90k);
  }

  /** Says that nothing follows. */
  void end() {
    suspend();
    isEnded = true;
    outputs.forEach(SegmentOutput::end);
  }

  /** Takes everything away. */
  void close() {
    suspend();
    isEnded = true;
    outputs.forEach(SegmentOutput::close);
  }

  String name() {
    return rendition;
  }

  /** Returns whether a unit has come that a segment could begin with, or has begun with. */
  boolean hasMedia() {
    return timeline != null;
  }

  /**
   * An encoder that goes may leave a last picture or two whose audio it never sent. Players that were promised audio wait
   * for it at such a segment for ever.
   */
  private boolean isWithoutItsAudio() {
    return video.isPresent() && audio.isPresent() && !segment.hasAudio();
  }

  private boolean isStale(AccessUnitEvent unit) {
    return timeline != null && unit.timeline().serial() < timeline.serial();
  }

  // Between segments.

  /** What begins a stretch is held until its tracks are known, and its dates. */
  private void await(AccessUnitEvent unit) {
    drop(hold.add(unit), Drop.WAITING);
    if (timeline.anchor().isSettled() && hold.isReady()) {
      start();
    }
  }

  private void start() {
    if (!begin(hold.video(), hold.audio())) {
      drop(hold.clear(), Drop.MALFORMED);
      return;
    }
    List<AccessUnitEvent> units = hold.take();
    AccessUnitEvent first = units.get(0);
    long firstPts90k = first.pts90k();
    if (!segmenter.begin(timeline.serial(), firstPts90k, first.dts90k())) {
      units.forEach(AccessUnitEvent::release);
      drop(units.size(), Drop.WAITING);
      return;
    }
    channel.onNumbered();
    open();
    write(first);
    first.release();
    for (AccessUnitEvent unit : units.subList(1, units.size())) {
      startWith(unit, firstPts90k);
      unit.release();
    }
  }

  private void startWith(AccessUnitEvent unit, long firstPts90k) {
    if (unit.pts90k() < firstPts90k && unit.format() instanceof AudioFormat) {
      channel.counters().onDropped(Drop.WAITING);
    } else {
      onAccessUnit(unit);
    }
  }

  /**
   * Takes the tracks over; returns false if their configuration cannot be read. Audio that does not come with the video any
   * more stays a track, of silence: players were promised it once, and do not read that promise again.
   */
  private boolean begin(Optional<VideoFormat> nextVideo, Optional<AudioFormat> foundAudio) {
    Optional<AudioFormat> nextAudio = foundAudio.or(
        () -> audio.filter(former -> nextVideo.isPresent() && SilenceFill.isKnownIn(former)));
    silence.tracks(nextVideo.isPresent(), nextAudio, /* isAbsent= */ foundAudio.isEmpty());
    if (nextVideo.equals(video) && nextAudio.equals(audio)) {
      return true;
    }
    try {
      outputs.forEach(output -> output.tracks(nextVideo, nextAudio));
    } catch (MalformedMediaException e) {
      logFault("cannot read the configuration: " + e.getMessage());
      return false;
    }
    isDiscontinuityDue |= segment.hasFormer();
    video = nextVideo;
    audio = nextAudio;
    return true;
  }

  private void open() {
    segment.begin(new SegmentStart(
        segmenter.mediaSequence(), timeline, segmenter.start90k(), isDiscontinuityDue));
    isDiscontinuityDue = false;
    pendingAudio = null;
    isAwaitingRandomAccess = false;
    expectedDts90k = NONE;
    isFaultLogged &= hasFaulted;
    hasFaulted = false;
  }

  // Within a segment.

  private void onVideo(AccessUnitEvent unit, VideoFormat format) {
    boolean isNew = video.isEmpty() || (video.get() != format && !video.get().equals(format));
    if (isNew || (pendingAudio != null && unit.isRandomAccess())) {
      changeTracks(unit, isNew);
      return;
    }
    Decision decision = segmenter.decide(unit.pts90k(), unit.dts90k(), unit.isRandomAccess());
    if (!follow(decision, unit)) {
      return;
    }
    if (unit.isRandomAccess()) {
      beginLate(unit.pts90k());
      isAwaitingRandomAccess = false;
    } else if (unit.dts90k() == expectedDts90k) {
      onExpectedInVain();
    }
    expectedDts90k = NONE;
    if (isAwaitingRandomAccess) {
      channel.counters().onDropped(Drop.WAITING);
    } else {
      write(unit);
      fillWithSilence(unit.dts90k());
      awaitedFrom90k = segment.awaitedFrom90k();
    }
  }

  /** Goes on with a picture that was called a key frame and is none: nothing is lost, only players cannot start there. */
  private void onExpectedInVain() {
    isAwaitingRandomAccess = false;
    channel.onForcedCut();
    segmenter.onForcedStart();
  }

  private void fillWithSilence(long dts90k) {
    silence.onVideo(dts90k);
    while (segment.isOpen() && silence.isDue()) {
      writeSilence();
    }
  }

  private void fillWithSilenceUntil(long end90k) {
    while (silence.isDueUntil(end90k)) {
      writeSilence();
    }
  }

  private void writeSilence() {
    segment.writeSilence(silence.takePts90k(), silence.frame());
    channel.counters().onSilentFrame();
  }

  private void onAudio(AccessUnitEvent unit, AudioFormat format) {
    boolean isNew = audio.isEmpty() || (audio.get() != format && !audio.get().equals(format));
    if (isNew && video.isPresent()) {
      // Tracks change between segments, and those begin with a picture.
      pendingAudio = format;
      channel.counters().onDropped(Drop.WAITING);
      return;
    }
    if (isNew) {
      changeTracks(unit, /* isVideoNew= */ false);
      return;
    }
    pendingAudio = null; // what came in another format has not lasted until a picture to change at
    Decision decision = video.isPresent()
        ? segmenter.decideBeside(unit.pts90k())
        : segmenter.decide(unit.pts90k(), unit.pts90k(), /* isRandomAccess= */ true);
    if (!follow(decision, unit)) {
      return;
    }
    if (silence.admits(unit.pts90k())) {
      write(unit);
    } else {
      channel.counters().onDropped(Drop.WAITING);
    }
  }

  /** Ends the segment in front of a unit that it cannot carry. */
  private void changeTracks(AccessUnitEvent unit, boolean isVideoNew) {
    if (!unit.isRandomAccess()) {
      channel.counters().onDropped(Drop.WAITING);
      return;
    }
    Optional<AudioFormat> nextAudio = pendingAudio == null ? audio : Optional.of(pendingAudio);
    if (segment.isEmpty()) {
      abandon();
    } else {
      segment.commit(endOfStretch(segmenter.endAt(unit.pts90k())));
    }
    isDiscontinuityDue = segment.hasFormer();
    if (isVideoNew || video.isEmpty()) {
      await(unit);
    } else if (begin(video, nextAudio)
        && segmenter.begin(timeline.serial(), unit.pts90k(), unit.dts90k())) {
      channel.onNumbered();
      open();
      write(unit);
    }
  }

  /** Cuts as decided; returns false if the unit is taken care of. */
  private boolean follow(Decision decision, AccessUnitEvent unit) {
    switch (decision) {
      case CONTINUE:
        return true;
      case GAP:
        breakOff();
        isDiscontinuityDue = segment.hasFormer();
        await(unit);
        return false;
      case FORCED_CUT:
        channel.onForcedCut();
        cut(/* isRandomAccess= */ false, dtsOfVideo90k(unit));
        return true;
      default:
        cut(/* isRandomAccess= */ true, dtsOfVideo90k(unit));
        return true;
    }
  }

  private static long dtsOfVideo90k(AccessUnitEvent unit) {
    return unit.format() instanceof VideoFormat ? unit.dts90k() : SegmentEnd.UNKNOWN;
  }

  private void cut(boolean isRandomAccess, long nextDts90k) {
    if (segment.isEmpty()) {
      // Others have its number, or will: here it is a gap, and players can start behind it.
      giveUp();
      segmenter.cut(/* isRandomAccess= */ true);
    } else {
      long duration90k = segmenter.cut(isRandomAccess);
      segment.commit(new SegmentEnd(duration90k, nextDts90k, /* isContinued= */ true));
    }
    reopen();
    channel.onNumbered();
  }

  /** Dates a segment anew whose first random access points were lost: nothing of it is before this one. */
  private void beginLate(long pts90k) {
    if (segment.isEmpty() && pts90k > segmenter.start90k()) {
      giveUp();
      segmenter.beginLate();
      reopen();
    }
  }

  /** Opens a segment of the same tracks. */
  private void reopen() {
    boolean wasAwaiting = isAwaitingRandomAccess;
    AudioFormat pending = pendingAudio;
    open();
    pendingAudio = pending;
    isAwaitingRandomAccess = wasAwaiting;
  }

  /** Takes the open segment back: its number goes to the next. */
  private void abandon() {
    giveUp();
    segmenter.abandon();
  }

  /** Takes the open segment back; what follows continues nothing. */
  private void giveUp() {
    fillWithSilenceUntil(segmenter.start90k());
    isDiscontinuityDue = segment.hasFormer();
    segment.abandon();
  }

  private void write(AccessUnitEvent unit) {
    int result = segment.write(unit);
    if (result == SegmentOutput.TOO_LARGE
        && unit.format() instanceof VideoFormat
        && !segment.isEmpty()) {
      channel.counters().onForcedCut();
      cut(unit.isRandomAccess(), unit.dts90k());
      result = segment.write(unit);
    }
    if (result >= 0) {
      return;
    }
    boolean isMalformed = result == SegmentOutput.MALFORMED;
    channel.counters().onDropped(isMalformed ? Drop.MALFORMED : Drop.EXHAUSTED);
    logFault(faultOf(result));
    if (unit.format() instanceof VideoFormat) {
      isAwaitingRandomAccess = true;
    }
    if (result == SegmentOutput.TORN) {
      silence.stop();
      breakOff();
      isDiscontinuityDue = segment.hasFormer();
    }
  }

  private static String faultOf(int result) {
    return switch (result) {
      case SegmentOutput.MALFORMED -> "malformed access unit";
      case SegmentOutput.TOO_LARGE -> "larger than an object may be";
      default -> "no room in the store";
    };
  }

  private void drop(int count, Drop reason) {
    for (int i = 0; i < count; i++) {
      channel.counters().onDropped(reason);
    }
  }

  /** One line an episode, which is over with a segment that has gone well. */
  private void logFault(String reason) {
    hasFaulted = true;
    if (!isFaultLogged) {
      isFaultLogged = true;
      LOG.warn(
          "{}/{}: {}; dropping to the next random access point", channel.name(), rendition, reason);
    }
  }
}
