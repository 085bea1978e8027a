package dev.sluice.origin.tier;

import java.util.Comparator;

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
          file -> file.entry.expiryEpochMs())
      .thenComparingLong(file -> file.number);

  private final ColdEntry entry;
  private final long diskLength;
  private final long number;

  /**
   * Makes one.
   *
   * @param number tells it from all others
   */
  ColdFile(ColdEntry entry, long fileLength, long number) {
    this.entry = entry;
    diskLength = diskLength(fileLength);
    this.number = number;
  }

  ColdEntry entry() {
    return entry;
  }

  /** Returns the bytes of the disk's blocks. */
  long diskLength() {
    return diskLength;
  }

  static long diskLength(long fileLength) {
    return (fileLength + BLOCK_LENGTH - 1) / BLOCK_LENGTH * BLOCK_LENGTH;
  }
}
