package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;

/** The init segment of a track file: one movie without samples, one track. Immutable. */
public final class TrackInit {
  private static final int HANDLER_OFFSET = Boxes.FULL_HEADER_LENGTH + Integer.BYTES;
  private static final int TIMES_LENGTH_0 = 2 * Integer.BYTES; // creation, modification
  private static final int TIMES_LENGTH_1 = 2 * Long.BYTES;

  private final ByteBuffer movieHeader;
  private final ByteBuffer track;
  private final ByteBuffer defaults;
  private final int timescale;

  private TrackInit(ByteBuffer init) {
    movieHeader = Boxes.require(init, BoxType.MOOV, BoxType.MVHD);
    track = Boxes.require(init, BoxType.MOOV, BoxType.TRAK);
    defaults = Boxes.require(init, BoxType.MOOV, BoxType.MVEX, BoxType.TREX);
    ByteBuffer mediaHeader =
        Boxes.require(init, BoxType.MOOV, BoxType.TRAK, BoxType.MDIA, BoxType.MDHD);
    timescale = mediaHeader.getInt(Boxes.FULL_HEADER_LENGTH + timesLength(mediaHeader));
    if (timescale <= 0) {
      throw new MalformedBoxException("timescale: " + timescale + " (expected: >= 1)");
    }
  }

  /**
   * Reads one.
   *
   * @throws MalformedBoxException if it is none
   */
  public static TrackInit parse(byte[] init) {
    try {
      return new TrackInit(ByteBuffer.wrap(init));
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedBoxException("box is too short");
    }
  }

  /** Returns whether the track shows pictures. */
  public boolean isVideo() {
    ByteBuffer handler = Boxes.require(Boxes.content(track), BoxType.MDIA, BoxType.HDLR);
    return handler.getInt(HANDLER_OFFSET) == BoxType.VIDE;
  }

  /** Returns the ticks of the track's clock in a second. */
  int timescale() {
    return timescale;
  }

  /** Returns the ticks of the movie's clock in a second. */
  int movieTimescale() {
    return movieHeader.getInt(Boxes.FULL_HEADER_LENGTH + timesLength(movieHeader));
  }

  ByteBuffer movieHeader() {
    return movieHeader;
  }

  ByteBuffer track() {
    return track;
  }

  ByteBuffer defaults() {
    return defaults;
  }

  /** Returns how long the two times are that a header of a movie, a track or a media begins with. */
  static int timesLength(ByteBuffer header) {
    return Boxes.version(header) == 1 ? TIMES_LENGTH_1 : TIMES_LENGTH_0;
  }
}
