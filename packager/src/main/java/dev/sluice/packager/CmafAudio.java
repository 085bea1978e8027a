package dev.sluice.packager;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.hls.CmafUris;
import dev.sluice.packager.segment.FrameSpread;
import dev.sluice.packager.segment.PartTarget;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The one audio rendition of a channel. The rungs of a ladder share their audio, so one of them feeds it: the first that
 * has any, until it stops or falls behind.
 *
 * <p>It is cut on its own frame grid: a segment begins with the first frame at or after the begin of the feeder's, and its
 * parts share the frames evenly, as far as it is as long as the segment before it.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class CmafAudio {
  private static final String CONTENT_TYPE = "audio/mp4";
  private static final long TICKS_PER_SECOND = 90_000;
  /** How many segments a rendition has to be ahead of the feeder to take its place. */
  private static final int LEAD_TO_TAKE_OVER = 2;
  /** How far frames may come behind the pictures of their segment; older begins are forgotten. */
  private static final int AHEAD_MAX = 8;

  // Set at construction.
  private final CmafChannel channel;
  private final CmafTrack track;

  // Who feeds it.
  private CmafRendition feeder; // null while nobody does
  private long feederSequence;
  private final ArrayDeque<SegmentStart> ahead = new ArrayDeque<>(); // begun, but not by audio yet

  private AudioFormat format; // null before the first
  private FrameSpread spread; // null before the part target is chosen

  // The growing segment.
  private SegmentStart start; // null before the first
  private int expectedFrameCount; // 0 if unknown
  private int frameCount;
  private long segmentStart90k;

  CmafAudio(CmafChannel channel) {
    this.channel = channel;
    track = new CmafTrack(channel, CmafUris.AUDIO, CONTENT_TYPE);
  }

  CmafTrack track() {
    return track;
  }

  CmafPlaylist playlist() {
    return track.playlist();
  }

  /** Returns the format of the last segments; only once there are any. */
  AudioFormat format() {
    return format;
  }

  /** Returns how long the part under way is, 0 without one. */
  long collected90k() {
    return format == null ? 0 : framesAs90k(track.partUnitCount());
  }

  boolean isFedBy(CmafRendition rendition) {
    return feeder == rendition;
  }

  /** Takes note that a rendition with audio begins a segment. */
  void begin(CmafRendition rendition, SegmentStart start, AudioFormat nextFormat) {
    if (start.mediaSequence() <= playlist().lastMediaSequence()) {
      return; // a rendition that is behind: another has fed this segment
    }
    if (feeder != rendition) {
      if (feeder != null && start.mediaSequence() < feederSequence + LEAD_TO_TAKE_OVER) {
        return;
      }
      finish();
      feeder = rendition;
    }
    feederSequence = start.mediaSequence();
    if (!nextFormat.equals(format)) {
      finish();
      format = nextFormat;
      spread = null;
      expectedFrameCount = 0;
      track.format(nextFormat);
    }
    if (ahead.size() == AHEAD_MAX) {
      ahead.removeFirst();
    }
    ahead.addLast(start);
  }

  /** Takes one frame of the feeder, which it owns then; returns at least 0 or a result of {@link SegmentOutput}. */
  int write(long pts90k, AccessUnitPayload frame) {
    cutBefore(pts90k);
    if (!track.isOpen()) {
      frame.release(); // of the time before the first picture
      return 0;
    }
    endPartBeforeGap(pts90k);
    endFullPart();
    int result = track.add(pts90k, pts90k, /* isRandomAccess= */ true, frame);
    if (result < 0) {
      return result;
    }
    if (frameCount++ == 0) {
      segmentStart90k = track.partStart90k();
    }
    return isPartOver() ? track.endPart(track.nextFrame90k()) : 0;
  }

  /** Takes note that the stretch of a rendition is over. */
  void suspend(CmafRendition rendition) {
    if (feeder == rendition) {
      finish();
      feeder = null;
    }
  }

  /** Says that nothing follows. */
  void end() {
    track.end();
  }

  /** Takes away what players start from. */
  void close() {
    track.close();
  }

  private void cutBefore(long pts90k) {
    SegmentStart next = null;
    boolean isDiscontinuity = false;
    while (!ahead.isEmpty() && ahead.peekFirst().start90k() <= pts90k) {
      next = ahead.removeFirst();
      isDiscontinuity |= next.isDiscontinuity();
    }
    if (next == null) {
      return;
    }
    if (track.isOpen()) {
      commit(/* isContinued= */ true);
    }
    expectedFrameCount = expectedFrames(next);
    frameCount = 0;
    start = next;
    if (spread != null) {
      spread.begin(expectedFrameCount);
    }
    track.begin(new SegmentStart(next.mediaSequence(), next.timeline(), pts90k, isDiscontinuity));
  }

  /** Frames that were lost leave a gap in the times: a part does not stretch over it. */
  private void endPartBeforeGap(long pts90k) {
    if (track.isBroken() || pts90k - track.nextFrame90k() <= frame90k() / 2) {
      return;
    }
    if (track.partUnitCount() > 0) {
      track.endPart(track.nextFrame90k());
    }
    track.breakTimes();
  }

  private void endFullPart() {
    if (spread == null && isTargetKnown()) {
      spread = new FrameSpread(framesOf(channel.partTarget90k()));
      spread.begin(expectedFrameCount);
    }
    if (spread != null && spread.isFull(track.partUnitCount())) {
      track.endPart(track.nextFrame90k());
    }
  }

  private boolean isPartOver() {
    return spread != null && spread.endsWith(track.partCount(), frameCount);
  }

  /** A segment is most often as long as the one before it, an interruption between them or not. Returns 0 if unknown. */
  private int expectedFrames(SegmentStart next) {
    boolean isContinued = start != null
        && start.timeline() == next.timeline()
        && start.mediaSequence() + 1 == next.mediaSequence();
    if (!isContinued) {
      return expectedFrameCount;
    }
    return (int) ((next.start90k() - start.start90k() + frame90k() - 1) / frame90k());
  }

  /** Pictures choose the part target, unless there are none, or they do not come before a part is full. */
  private boolean isTargetKnown() {
    if (!channel.hasPartTarget() && (!feeder.hasVideo() || isFullWithoutPictures())) {
      choosePartTarget();
    }
    return channel.hasPartTarget();
  }

  private boolean isFullWithoutPictures() {
    long target90k = channel.partTarget90k(feeder.statedPicture90k(), format);
    return track.partUnitCount() >= framesOf(target90k);
  }

  private int framesOf(long target90k) {
    return PartTarget.framesOf(target90k, format.samplesPerFrame(), format.sampleRate());
  }

  private void choosePartTarget() {
    channel.choosePartTarget(feeder.statedPicture90k(), Optional.of(format));
  }

  private void finish() {
    ahead.clear();
    if (track.isOpen()) {
      commit(/* isContinued= */ false);
    }
  }

  private void commit(boolean isContinued) {
    if (!channel.hasPartTarget()) {
      choosePartTarget();
    }
    if (track.partUnitCount() > 0) {
      track.endLastPart(track.nextFrame90k());
    }
    // A frame more than the video has may not break the target duration.
    long duration90k = Math.max(
        1, Math.min(track.partStart90k() - segmentStart90k, channel.plan().hardLimit90k() - 1));
    track.commit(duration90k, isContinued);
  }

  private long frame90k() {
    return framesAs90k(1);
  }

  private long framesAs90k(int count) {
    return count * format.samplesPerFrame() * TICKS_PER_SECOND / format.sampleRate();
  }
}
