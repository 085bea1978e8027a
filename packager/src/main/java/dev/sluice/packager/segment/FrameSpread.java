package dev.sluice.packager.segment;

/**
 * Says where the parts of a segment of audio end: its frames are spread evenly over as few parts as can hold them, with
 * room in the last one for a frame or two more than were expected.
 *
 * <p>Parts that are all filled to the target would leave a remainder of a few frames. It would end within a moment of the
 * part before it, and hls.js (1.7) takes a segment for loaded that lacks less than 0.2 s: a player near the live edge then
 * may not load that part for as long as it is listed, and stalls. Segments of the same length differ by a frame where
 * frames do not divide it, and an encoder that hesitates adds another. Of parts with EXT-X-PART INDEPENDENT=YES, which
 * audio's are, no least duration is asked (draft-pantos-hls-rfc8216bis-22 §4.4.4.9).
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
public final class FrameSpread {
  /** How many frames more than expected the last part has room for. */
  private static final int ROOM = 2;

  private final int framesPerPart;

  private int frameCount; // with room for more
  private int partCount;

  /** Spreads frames over parts of at most {@code framesPerPart}. */
  public FrameSpread(int framesPerPart) {
    this.framesPerPart = framesPerPart;
  }

  /** Begins a segment of probably so many frames; 0 if that is not known: then every part is filled. */
  public void begin(int expectedFrameCount) {
    frameCount = expectedFrameCount == 0 ? 0 : expectedFrameCount + ROOM;
    partCount = (frameCount + framesPerPart - 1) / framesPerPart;
  }

  /**
   * Returns whether a part ends with a frame that is in it. The last part of a segment does not: whether it is the last shows
   * only when the next frame comes, and a part that is hinted at has to follow.
   *
   * @param partIndex of the part in its segment, from 0
   * @param segmentFrameCount frames of the segment so far
   */
  public boolean endsWith(int partIndex, int segmentFrameCount) {
    return partIndex + 1 < partCount
        && segmentFrameCount >= frameCount * (partIndex + 1) / partCount;
  }

  /** Returns whether no frame more fits into a part of so many. */
  public boolean isFull(int partFrameCount) {
    return partFrameCount >= framesPerPart;
  }
}
