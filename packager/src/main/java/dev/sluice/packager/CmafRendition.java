package dev.sluice.packager;

import dev.sluice.packager.cmaf.CmafMuxer;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.segment.PartCutter;
import java.util.Optional;

/**
 * A rendition as CMAF: its video is a track file of its own, its audio goes to the one that the channel has.
 *
 * <p>Video that does not come any more goes on as gaps: players that have begun with it find their way to its return.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class CmafRendition implements SegmentOutput {
  private static final String CONTENT_TYPE = "video/mp4";
  private static final long TICKS_PER_SECOND = 90_000;
  /** A stream's own word for its frame rate is not taken if its second picture comes this much later than it says. */
  private static final int LATE_FACTOR = 3;

  // Set at construction.
  private final CmafChannel channel;
  private final CmafAudio sound;
  private final CmafTrack track;
  private final CutForecast forecast;

  // What the segments carry.
  private Optional<VideoFormat> video = Optional.empty();
  private Optional<AudioFormat> audio = Optional.empty();

  private PartCutter cutter; // null before the part target is chosen
  private boolean isSegmentNew;
  private long firstDts90k; // of the segment

  CmafRendition(CmafChannel channel, CmafAudio sound, String rendition, CutForecast forecast) {
    this.channel = channel;
    this.sound = sound;
    this.forecast = forecast;
    track = new CmafTrack(channel, rendition, CONTENT_TYPE);
  }

  CmafTrack track() {
    return track;
  }

  CmafPlaylist playlist() {
    return track.playlist();
  }

  /** Returns whether there is, or was last, video. */
  boolean hasVideo() {
    return video.isPresent();
  }

  /** Returns whether its playlist goes on with each segment, be it with a gap. */
  private boolean isVideoListed() {
    return hasVideo() || track.playlist().hasSegments();
  }

  /** Returns whether there is, or was last, audio. */
  boolean hasAudio() {
    return audio.isPresent();
  }

  /** Returns how long a picture lasts by the stream's own word, 0 if it does not say or has none. */
  long statedPicture90k() {
    double rate = video.map(VideoFormat::frameRate).orElse(FrameRate.UNKNOWN).value();
    return rate > 0 ? Math.round(TICKS_PER_SECOND / rate) : 0;
  }

  @Override
  public void tracks(Optional<VideoFormat> nextVideo, Optional<AudioFormat> nextAudio) {
    if (nextAudio.isPresent() && !nextAudio.equals(audio)) {
      CmafMuxer.of(nextAudio.get()); // refused here, before anything begins
    }
    if (nextVideo.isPresent() && !nextVideo.equals(video)) {
      track.format(nextVideo.get());
    }
    boolean isOfferNew = video.isPresent() != nextVideo.isPresent();
    video = nextVideo;
    audio = nextAudio;
    if (isOfferNew) {
      channel.onOffered();
    }
  }

  @Override
  public void begin(SegmentStart start) {
    isSegmentNew = true;
    if (isVideoListed()) {
      track.begin(start);
    }
    audio.ifPresent(format -> sound.begin(this, start, format));
  }

  @Override
  public int write(AccessUnitEvent unit) {
    if (unit.format() instanceof VideoFormat) {
      return writeVideo(unit);
    }
    return sound.isFedBy(this) ? sound.write(unit.pts90k(), unit.takePayload()) : 0;
  }

  @Override
  public int writeSilence(long pts90k, AccessUnitPayload frame) {
    return sound.isFedBy(this) ? sound.write(pts90k, frame) : 0;
  }

  @Override
  public long awaitedFrom90k() {
    return cutter == null ? Long.MAX_VALUE : cutter.lastFrom90k(track.partStart90k());
  }

  @Override
  public boolean isRetractable() {
    return !hasVideo() || !track.hasParts();
  }

  @Override
  public void commit(SegmentEnd end) {
    if (isVideoListed()) {
      if (track.partUnitCount() > 0) {
        chooseCutter(firstDts90k + end.duration90k());
        track.endLastPart(cutter.endBefore90k(
            end.nextDts90k() == SegmentEnd.UNKNOWN
                ? firstDts90k + end.duration90k()
                : end.nextDts90k()));
      }
      track.commit(end.duration90k(), end.isContinued());
    }
    if (!end.isContinued()) {
      sound.suspend(this);
    }
  }

  @Override
  public void abandon() {
    if (isVideoListed()) {
      track.abandon();
    }
    sound.suspend(this);
  }

  @Override
  public void end() {
    track.end();
  }

  @Override
  public void close() {
    track.close();
  }

  private int writeVideo(AccessUnitEvent unit) {
    long dts90k = unit.dts90k();
    int result = prepare(dts90k);
    if (result < 0) {
      return result;
    }
    if (!track.hasRoom(unit.payload())) {
      return TOO_LARGE;
    }
    boolean isPartNew = track.partUnitCount() == 0;
    result = track.add(unit.pts90k(), dts90k, unit.isRandomAccess(), unit.takePayload());
    if (result < 0) {
      return result;
    }
    if (isSegmentNew) {
      isSegmentNew = false;
      firstDts90k = dts90k;
    }
    if (cutter == null) {
      return 0;
    }
    if (isPartNew) {
      cutter.begin(track.partStart90k());
    }
    return cutter.add(dts90k) ? endPart() : 0;
  }

  /** Ends the part with its last picture; if it looks like the last of its segment, the next is there to be waited for. */
  private int endPart() {
    long end90k = cutter.end90k();
    if (forecast.isCutExpectedAt(end90k)) {
      track.expectNext();
    }
    return track.endPart(end90k);
  }

  /** Ends the part under way in front of a picture that is late for it. */
  private int prepare(long dts90k) {
    // The second picture of a stream tells how long one lasts, and may be late for the first part.
    if (channel.hasPartTarget() || track.partUnitCount() > 0) {
      chooseCutter(dts90k);
    }
    if (cutter == null) {
      return 0;
    }
    if (track.partUnitCount() > 0 && cutter.endsBefore(dts90k)) {
      int result = track.endPart(cutter.endBefore90k(dts90k));
      if (result < 0) {
        return result;
      }
    }
    // A segment may begin a little ahead of its first picture, where the one before ended; more is
    // a gap.
    if (isSegmentNew && dts90k - track.partStart90k() > channel.partTarget90k()) {
      track.breakTimes();
    }
    if (track.isBroken()) {
      cutter.restart();
    }
    return 0;
  }

  /** Makes the cutter as soon as the part target is known, with the first picture in it already. */
  private void chooseCutter(long nextDts90k) {
    if (cutter != null) {
      return;
    }
    if (!channel.hasPartTarget()) {
      long measured90k = nextDts90k - firstDts90k;
      long stated90k = statedPicture90k();
      boolean isTrue = stated90k > 0 && measured90k < LATE_FACTOR * stated90k;
      channel.choosePartTarget(isTrue ? stated90k : measured90k, audio);
    }
    cutter = new PartCutter(channel.partTarget90k());
    if (track.partUnitCount() > 0) {
      cutter.begin(track.partStart90k());
      cutter.add(firstDts90k);
    }
  }
}
