package dev.sluice.origin.live;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The last published segment or part of a rendition.
 *
 * <p>A position is a long that grows with every publish: the media sequence number in the upper 48 bits, the part index
 * in the lower 16, where a whole segment comes after all its parts. Positions compare as numbers.
 *
 * <p>Written by the {@code pk-} thread that owns the rendition (release store), read by any thread (acquire load):
 * whoever sees a position sees all that was written into the store before it was published.
 */
public final class LiveEdge {
  /** Position before anything is published. */
  public static final long NONE = -1;
  /** Part index of a whole segment. */
  public static final int WHOLE_SEGMENT = -1;
  /** Largest part index. */
  public static final int MAX_PART_INDEX = 0xFFFE;
  /** Largest media sequence number. */
  public static final long MAX_MEDIA_SEQUENCE = Long.MAX_VALUE >> 16;

  private static final int PART_BITS = 16;
  private static final int PART_MASK = 0xFFFF;

  private static final int NO_PART = -1;

  private final AtomicLong position = new AtomicLong(NONE);

  // Published by the position of the segment.
  private int lastPartIndex = NO_PART;

  /**
   * Moves the edge.
   *
   * @param partIndex of the part, or {@link #WHOLE_SEGMENT}
   * @throws IllegalArgumentException if the position is not after the last one
   */
  public void publish(long mediaSequence, int partIndex) {
    long next = position(mediaSequence, partIndex);
    long last = position.getPlain();
    if (next <= last) {
      throw new IllegalArgumentException("position: " + mediaSequence + "." + partIndex
          + " (expected: after " + mediaSequence(last) + "." + partIndex(last) + ")");
    }
    if (partIndex == WHOLE_SEGMENT) {
      lastPartIndex = mediaSequence(last) == mediaSequence ? partIndex(last) : NO_PART;
    }
    position.setRelease(next);
  }

  /** Returns the position, or {@link #NONE}. */
  public long getAcquire() {
    return position.getAcquire();
  }

  /**
   * Returns whether a part, or with {@link #WHOLE_SEGMENT} a whole segment, is published. A part behind the last one of its
   * segment is published together with the first part of the next segment (rfc8216bis §6.2.5.2).
   */
  public boolean hasReached(long mediaSequence, int partIndex) {
    long asked = position(mediaSequence, partIndex);
    long reached = getAcquire();
    boolean isPart = partIndex != WHOLE_SEGMENT;
    return isPart && reached == position(mediaSequence, WHOLE_SEGMENT)
        ? partIndex <= lastPartIndex
        : reached >= asked;
  }

  /**
   * Returns the index of the last part of the last whole segment, -1 if it has none. Belongs to the position that was read
   * before, or to a later one.
   */
  int lastPartIndex() {
    return lastPartIndex;
  }

  /**
   * Returns the position of a part or whole segment.
   *
   * @param mediaSequence 0 to {@link #MAX_MEDIA_SEQUENCE}
   * @param partIndex 0 to {@link #MAX_PART_INDEX}, or {@link #WHOLE_SEGMENT}
   * @throws IllegalArgumentException if one is out of its range
   */
  public static long position(long mediaSequence, int partIndex) {
    if (mediaSequence < 0 || mediaSequence > MAX_MEDIA_SEQUENCE) {
      throw new IllegalArgumentException(
          "mediaSequence: " + mediaSequence + " (expected: 0 to " + MAX_MEDIA_SEQUENCE + ")");
    }
    if (partIndex < WHOLE_SEGMENT || partIndex > MAX_PART_INDEX) {
      throw new IllegalArgumentException(
          "partIndex: " + partIndex + " (expected: -1 to " + MAX_PART_INDEX + ")");
    }
    return mediaSequence << PART_BITS | partIndex & PART_MASK;
  }

  /** Returns the media sequence number of a position, -1 of {@link #NONE}. */
  public static long mediaSequence(long position) {
    return position >> PART_BITS;
  }

  /** Returns the part index of a position, {@link #WHOLE_SEGMENT} of a whole segment and of {@link #NONE}. */
  public static int partIndex(long position) {
    int index = (int) position & PART_MASK;
    return index == PART_MASK ? WHOLE_SEGMENT : index;
  }
}
