package dev.sluice.packager;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.PackagerCounters.Drop;
import dev.sluice.packager.cmaf.CmafMuxer;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.hls.CmafUris;
import dev.sluice.packager.hls.PartEntry;
import java.util.Optional;

/**
 * The track file of one CMAF rendition: init segments, and segments that grow by a part at a time.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class CmafTrack {
  private static final String CACHE_CONTROL = "max-age=3600, immutable";
  private static final long TICKS_PER_SECOND = 90_000;

  // Set at construction.
  private final CmafChannel channel;
  private final String rendition;
  private final String contentType;
  private final Namespace namespace;
  private final CmafPlaylist playlist;
  private final InitSegments initSegments;

  private CmafMuxer muxer; // null before the first format
  private boolean isVideo;

  // The times of the chunks.
  private boolean isBroken; // the next access unit continues nothing
  private long partStart; // in ticks of the track

  // The growing segment.
  private SegmentStart start;
  private ObjectWriter object; // null between segments
  private long mediaTime;
  private int unitCount;
  private int partCount;
  private boolean isContinued;
  private boolean hasRandomAccess; // in the part under way

  // The segment after it, if that is foreseen or hinted at; null otherwise.
  private ObjectWriter nextObject;
  private long nextSequence;

  private WholeSegment whole; // null unless one is not listed yet
  private int expectedLength;

  CmafTrack(CmafChannel channel, String rendition, String contentType) {
    this.channel = channel;
    this.rendition = rendition;
    this.contentType = contentType;
    namespace = channel.context().namespace();
    playlist = new CmafPlaylist(channel, rendition);
    initSegments = new InitSegments(channel, rendition, contentType, playlist);
  }

  CmafPlaylist playlist() {
    return playlist;
  }

  /** Returns whether a segment grows. */
  boolean isOpen() {
    return object != null;
  }

  /** Returns whether a part of the growing segment is listed, so that it cannot be taken back. */
  boolean hasParts() {
    return partCount > 0;
  }

  /**
   * Sets what the segments from here on carry.
   *
   * @throws dev.sluice.packager.codec.MalformedMediaException if the configuration cannot be read
   */
  void format(VideoFormat format) {
    muxer = CmafMuxer.of(format);
    change(Optional.of(format), format);
  }

  /**
   * Sets what the segments from here on carry.
   *
   * @throws dev.sluice.packager.codec.MalformedMediaException if the configuration cannot be read
   */
  void format(AudioFormat format) {
    muxer = CmafMuxer.of(format);
    change(Optional.empty(), format);
  }

  /** Lets the next access unit begin at its own time. */
  void breakTimes() {
    isBroken = true;
  }

  /** Begins a segment. */
  void begin(SegmentStart segmentStart) {
    start = segmentStart;
    unitCount = 0;
    partCount = 0;
    object = nextObject != null && nextSequence == segmentStart.mediaSequence()
        ? nextObject
        : open(segmentStart.mediaSequence());
    playlist.begin(
        segmentStart, initSegments.current(muxer, segmentStart.mediaSequence()), isContinued);
    if (object != nextObject) {
      abortNext(); // that number is left out
    }
    nextObject = null;
    report();
  }

  /** Foresees that the growing segment ends with the part under way: the next one is there to be waited for. */
  void expectNext() {
    openNext();
    playlist.expectNext();
  }

  /** Returns whether the object has room for an access unit beside those of the part under way. */
  boolean hasRoom(AccessUnitPayload payload) {
    return muxer.maxLengthWith(payload) <= object.remainingLength();
  }

  /** Takes an access unit into the part under way; returns at least 0 or a result of {@link SegmentOutput}. */
  int add(long pts90k, long dts90k, boolean isRandomAccess, AccessUnitPayload payload) {
    if (isBroken) {
      isBroken = false;
      muxer.begin(start.timeline());
      partStart = Math.max(0, ticks(dts90k));
    }
    if (unitCount == 0) {
      // The first picture in decoding order need not be the first that is shown.
      mediaTime = isVideo ? ticks(start.start90k()) : partStart;
    }
    int result = muxer.add(pts90k, dts90k, isRandomAccess, payload);
    if (result >= 0) {
      unitCount++;
      hasRandomAccess |= isRandomAccess;
      return 0;
    }
    return result == CmafMuxer.MALFORMED ? SegmentOutput.MALFORMED : SegmentOutput.EXHAUSTED;
  }

  /** Returns the access units of the part under way. */
  int partUnitCount() {
    return muxer.unitCount();
  }

  /** Returns where the part under way began or the next begins; without meaning once the times are broken. */
  long partStart90k() {
    return time90k(partStart);
  }

  /** Returns where the next frame of audio continues the last one; without meaning once the times are broken. */
  long nextFrame90k() {
    return time90k(muxer.unitCount() == 0 ? partStart : muxer.expectedDecodeTime());
  }

  /** Returns whether the next access unit continues nothing. */
  boolean isBroken() {
    return isBroken;
  }

  /** Returns how many parts of the growing segment are listed. */
  int partCount() {
    return partCount;
  }

  /**
   * Ends the part under way and lists it. Returns at least 0, or {@link SegmentOutput#EXHAUSTED} or
   * {@link SegmentOutput#TOO_LARGE}: its units are lost.
   */
  int endPart(long end90k) {
    int result = writePart(end90k);
    if (result >= 0) {
      playlist.publish();
    }
    return result;
  }

  /** Ends the part under way, if there is one, as the last of its segment: it is listed with {@link #commit}. */
  void endLastPart(long end90k) {
    if (muxer.unitCount() > 0 && writePart(end90k) < 0) {
      channel.counters().onDropped(Drop.EXHAUSTED);
    }
  }

  /**
   * Ends the segment; one without a part is given up.
   *
   * @param hasSuccessor whether the next segment begins at once: for now only the parts of this one are listed then, and
   *     where the next begins
   */
  void commit(long duration90k, boolean hasSuccessor) {
    if (partCount == 0) {
      abandon();
      return;
    }
    openNext(); // what a playlist hints at is there to be waited for (rfc8216bis §6.2.6)
    if (hasSuccessor) {
      playlist.hintNext();
      playlist.publish();
    }
    int frameCount = isVideo ? unitCount : 0;
    long length = object.length();
    object.commit();
    object = null;
    expectedLength = (int) length;
    MediaSpan span = new MediaSpan(mediaTime, isVideo ? duration90k : partStart - mediaTime);
    boolean isVariantNew = playlist.commit(duration90k, span, length, frameCount);
    whole = new WholeSegment(start, length, isVariantNew);
    initSegments.expire();
    isContinued = hasSuccessor;
    if (!hasSuccessor) {
      breakTimes();
      playlist.publish();
      report();
    }
  }

  /** Gives the segment up; it is hinted at still, and readers wait for what comes under its number. */
  void abandon() {
    muxer.abort();
    breakTimes();
    hasRandomAccess = false;
    abortNext();
    if (object.length() > 0) {
      object.abort(); // a part failed half-way
      object = open(start.mediaSequence());
    }
    nextObject = object;
    nextSequence = start.mediaSequence();
    object = null;
    if (isContinued) {
      isContinued = false;
      playlist.publish();
    }
  }

  /** Returns what the segments carry that need an init segment; without meaning for one that is gone. */
  TrackFormat formatOf(String map) {
    return initSegments.formatOf(map);
  }

  /** Returns whether a segment grows behind the last whole one. */
  boolean isContinued() {
    return isContinued;
  }

  String name() {
    return rendition;
  }

  /** Returns the CODECS entry of the segments that need an init segment. */
  String codecsOf(String map) {
    return initSegments.codecsOf(map);
  }

  /** Says that nothing follows. */
  void end() {
    playlist.end();
    abortNext();
  }

  /** Takes away what players start from. */
  void close() {
    playlist.close();
    abortNext();
    initSegments.close();
  }

  /** Tells of a segment once the playlist that lists it is there: others may name that playlist then. */
  private void report() {
    if (whole != null) {
      WholeSegment listed = whole;
      whole = null;
      channel.onSegment(listed.start(), listed.length(), listed.isVariantNew());
    }
  }

  private void openNext() {
    if (nextObject == null) {
      nextSequence = start.mediaSequence() + 1;
      nextObject = open(nextSequence);
    }
  }

  private ObjectWriter open(long mediaSequence) {
    return namespace.begin(
        channel.key(CmafUris.segment(rendition, mediaSequence)),
        new ObjectSpec(
            contentType,
            CACHE_CONTROL,
            ObjectSpec.Visibility.GROWING,
            ObjectSpec.PINNED,
            expectedLength));
  }

  private void abortNext() {
    if (nextObject != null) {
      nextObject.abort();
      nextObject = null;
    }
  }

  private void change(Optional<VideoFormat> video, TrackFormat format) {
    isVideo = video.isPresent();
    playlist.track(video, muxer.codecs());
    breakTimes();
    initSegments.change(format, muxer.codecs());
  }

  private int writePart(long end90k) {
    long offset = object.length();
    int length = muxer.writeChunk(object, end90k, /* isSegmentStart= */ partCount == 0);
    if (length < 0) {
      muxer.abort();
      breakTimes();
      hasRandomAccess = false;
      return length == CmafMuxer.TOO_LARGE ? SegmentOutput.TOO_LARGE : SegmentOutput.EXHAUSTED;
    }
    object.publish();
    long next = muxer.nextDecodeTime();
    playlist.add(
        new PartEntry(offset, length, time90k(next) - time90k(partStart), hasRandomAccess));
    partStart = next;
    partCount++;
    hasRandomAccess = false;
    channel.counters().onPart();
    return length;
  }

  private long ticks(long time90k) {
    int timescale = muxer.timescale();
    return Math.floorDiv(time90k * timescale + TICKS_PER_SECOND / 2, TICKS_PER_SECOND);
  }

  private long time90k(long ticks) {
    int timescale = muxer.timescale();
    return Math.floorDiv(ticks * TICKS_PER_SECOND + timescale / 2, timescale);
  }

  /**
   * A segment that is committed.
   *
   * @param isVariantNew whether the multivariant playlist has to say something else
   */
  private record WholeSegment(SegmentStart start, long length, boolean isVariantNew) {}
}
