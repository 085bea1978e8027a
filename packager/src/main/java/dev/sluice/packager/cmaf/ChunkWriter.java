package dev.sluice.packager.cmaf;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.sluice.origin.store.ObjectWriter;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends the bytes of one chunk straight to claimed slabs: in one claim, unless the chunk is longer than a slab.
 *
 * <p>Should slabs run out within such a chunk, what is written of it becomes a free box (ISO/IEC 14496-12 §8.1.2), and the
 * object is as well-formed as before.
 *
 * <p>Order of calls: {@link #begin}, {@link #reserve} for what must be contiguous, {@link #append} until all announced
 * bytes are there, {@link #end}. Used only by the {@code pk-} thread.
 */
final class ChunkWriter {
  private final UnsafeBuffer head = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer number = new UnsafeBuffer(new byte[Integer.BYTES]);

  // The chunk under way.
  private ObjectWriter target;
  private MutableDirectBuffer buffer;
  private int position;
  private int claimEnd;
  private int length;
  private int claimedLength;
  private int result;

  /**
   * Begins a chunk.
   *
   * @param chunkLength bytes that will be appended, at least 8
   * @return 0, or a negative result of {@link ObjectWriter#claim}, after which nothing is written
   */
  int begin(ObjectWriter chunkTarget, int chunkLength) {
    target = chunkTarget;
    length = chunkLength;
    claimedLength = 0;
    result = 0;
    claim();
    if (result == 0) {
      head.wrap(buffer, position, BoxWriter.HEADER_LENGTH);
    }
    return result;
  }

  /** Takes bytes of the first claim, to be filled in {@link #buffer()}; returns their offset. */
  int reserve(int reservedLength) {
    int offset = position;
    position += reservedLength;
    return offset;
  }

  MutableDirectBuffer buffer() {
    return buffer;
  }

  void appendInt(int value) {
    number.putInt(0, value, BIG_ENDIAN);
    append(number, 0, Integer.BYTES);
  }

  /** Appends bytes; without effect once slabs have run out. */
  void append(DirectBuffer source, int offset, int appendedLength) {
    int from = offset;
    int left = appendedLength;
    while (left > 0 && result == 0) {
      if (position == claimEnd) {
        claim();
        continue;
      }
      int copied = Math.min(left, claimEnd - position);
      buffer.putBytes(position, source, from, copied);
      position += copied;
      from += copied;
      left -= copied;
    }
  }

  /** Ends the chunk; returns its length, or a negative result of {@link ObjectWriter#claim}. */
  int end() {
    if (result < 0) {
      head.putInt(0, claimedLength, BIG_ENDIAN);
      head.putInt(Integer.BYTES, BoxType.FREE, BIG_ENDIAN);
    }
    head.wrap(0, 0);
    target = null;
    buffer = null;
    return result < 0 ? result : length;
  }

  private void claim() {
    int claimed = Math.min(length - claimedLength, ObjectWriter.MAX_CLAIM_LENGTH);
    int offset = target.claim(claimed);
    if (offset < 0) {
      result = offset;
      return;
    }
    buffer = target.buffer();
    position = offset;
    claimEnd = offset + claimed;
    claimedLength += claimed;
  }
}
