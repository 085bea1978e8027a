package dev.sluice.origin.tier;

import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An object in the index, with its file. Two are the same only if they are identical.
 *
 * <p>The tier's thread makes it; any thread may end it, once.
 */
final class ColdFile {
  /** Disk is counted in blocks of so many bytes. */
  static final int BLOCK_LENGTH = 4096;

  /** Those that expire soonest first. */
  static final Comparator<ColdFile> BY_EXPIRY = Comparator.<ColdFile>comparingLong(
          file -> file.rankEpochMs)
      .thenComparingLong(file -> file.number);

  private final long diskLength;
  private final long number;

  // Any thread sets, the tier's thread clears: whether the file says another expiry.
  private final AtomicBoolean isOutdated = new AtomicBoolean();

  // Any thread; the expiry alone changes.
  private volatile ColdEntry entry;

  // The tier's thread: the expiry by which the file is sorted.
  private long rankEpochMs;

  /**
   * Makes one.
   *
   * @param number tells it from all others
   */
  ColdFile(ColdEntry entry, long fileLength, long number) {
    this.entry = entry;
    rankEpochMs = entry.expiryEpochMs();
    diskLength = diskLength(fileLength);
    this.number = number;
  }

  ColdEntry entry() {
    return entry;
  }

  /** Lets the object stay until a time at least; returns whether the file has to be told, which nobody was told before. */
  boolean prolong(long expiryEpochMs) {
    ColdEntry current = entry;
    if (current.expiryEpochMs() >= expiryEpochMs) {
      return false;
    }
    entry = new ColdEntry(
        current.namespace(),
        current.key(),
        current.length(),
        current.lastModifiedEpochMs(),
        expiryEpochMs);
    return isOutdated.compareAndSet(false, true);
  }

  /** Takes note that the file is about to say the present expiry: {@link #entry()} is read after this. */
  void update() {
    isOutdated.set(false);
  }

  /** Returns whether the object was prolonged since it took the expiry to sort by. */
  boolean isRankedTooSoon() {
    return rankEpochMs < entry.expiryEpochMs();
  }

  /** Takes the present expiry to sort by. Called while the file is in no sorted set. */
  void rank() {
    rankEpochMs = entry.expiryEpochMs();
  }

  /** Returns the bytes of the disk's blocks. */
  long diskLength() {
    return diskLength;
  }

  static long diskLength(long fileLength) {
    return (fileLength + BLOCK_LENGTH - 1) / BLOCK_LENGTH * BLOCK_LENGTH;
  }
}
