package dev.sluice.packager;

import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import java.util.Optional;

/**
 * What is made of one rendition: segments of a kind, and the playlists that list them. {@link RenditionPackager} decides
 * where they begin and end.
 *
 * <p>Order of calls:
 *
 * <ol>
 *   <li>{@link #tracks}, before the first segment and before any segment in which they differ;
 *   <li>{@link #begin}, then {@link #write} and {@link #writeSilence}, then {@link #commit} or {@link #abandon}, a segment;
 *   <li>{@link #end} if nothing follows, {@link #close} when the rendition is taken away.
 * </ol>
 *
 * <p>Used by the {@code pk-} thread of the channel only. Writes return at least 0 or one of the results.
 */
interface SegmentOutput {
  /** Result: there is no room at this moment. Nothing of the access unit is written. */
  int EXHAUSTED = ObjectWriter.EXHAUSTED;
  /** Result: the segment would exceed the size limit. Nothing of the access unit is written. */
  int TOO_LARGE = ObjectWriter.TOO_LARGE;
  /** Result: the access unit is not what its track carries. Nothing is written. */
  int MALFORMED = -3;
  /** Result: memory ran out in the middle. The segment has to end here. */
  int TORN = -4;

  /**
   * Sets what the segments from here on carry.
   *
   * @throws dev.sluice.packager.codec.MalformedMediaException if a configuration cannot be read
   */
  void tracks(Optional<VideoFormat> video, Optional<AudioFormat> audio);

  /** Begins a segment. */
  void begin(SegmentStart start);

  /** Takes one access unit; its payload stays with the event unless the output takes it out. */
  int write(AccessUnitEvent unit);

  /** Takes one frame of silence. */
  int writeSilence(long pts90k, AccessUnitPayload frame);

  /**
   * Returns the earliest decoding time of a picture that completes what readers may wait for beside whole segments;
   * {@link Long#MAX_VALUE} if there is no such thing.
   */
  default long awaitedFrom90k() {
    return Long.MAX_VALUE;
  }

  /** Returns whether the open segment can be given up still, since nothing of it is listed. */
  boolean isRetractable();

  /** Ends the segment whole, and lists it. */
  void commit(SegmentEnd end);

  /** Gives the segment up. */
  void abandon();

  /** Says that nothing follows. */
  void end();

  /** Takes everything away that players start from. */
  void close();
}
