package dev.sluice.origin.tier;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a tier, each readable by any thread. */
public final class ColdCounters {
  final AtomicLong objects = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final LongAdder copies = new LongAdder();
  final LongAdder bytesCopied = new LongAdder();
  final LongAdder reads = new LongAdder();
  final LongAdder bytesRead = new LongAdder();
  final LongAdder refusals = new LongAdder();
  final LongAdder errors = new LongAdder();
  final LongAdder torn = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder displaced = new LongAdder();

  /** Returns the number of objects that can be asked for. */
  public long objects() {
    return objects.get();
  }

  /** Returns the bytes of disk of all files, in blocks of 4 KiB. */
  public long bytes() {
    return bytes.get();
  }

  /** Returns how many objects were copied. */
  public long copies() {
    return copies.sum();
  }

  /** Returns the bytes of objects that were copied. */
  public long bytesCopied() {
    return bytesCopied.sum();
  }

  /** Returns how many objects were read. */
  public long reads() {
    return reads.sum();
  }

  /** Returns the bytes of objects that were read. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  /** Returns how many copies and reads were refused because a queue was full or the tier closed. */
  public long refusals() {
    return refusals.sum();
  }

  /** Returns how often the disk failed, a full one included. */
  public long errors() {
    return errors.sum();
  }

  /** Returns how many files were not whole and were deleted. */
  public long torn() {
    return torn.sum();
  }

  /** Returns how many objects were deleted because their lifetime was over. */
  public long expired() {
    return expired.sum();
  }

  /** Returns how many objects were deleted before that to make room for others. */
  public long displaced() {
    return displaced.sum();
  }
}
