package dev.sluice.origin.auth.token;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Remembers what verified tokens give, by their hash.
 *
 * <p>A fixed table of sets of {@value #WAYS} entries; a new entry takes the place of one of its set that has expired or
 * was used longest ago. What was verified with keys of another generation is not found. Only valid tokens enter, so that
 * guesses push nothing out. Any thread, without a lock: of two that write one place the last wins, and what is lost is
 * verified again.
 */
final class GrantCache {
  static final int WAYS = 8;

  private final AtomicReferenceArray<Entry> entries;
  private final int setMask;

  /** Makes an empty cache of {@code entryCount} places, a power of two and at least {@value #WAYS}. */
  GrantCache(int entryCount) {
    entries = new AtomicReferenceArray<>(entryCount);
    setMask = entryCount / WAYS - 1;
  }

  /** Returns what the token of a hash gives by the keys of a generation, expired or not, or null. */
  Grant find(TokenHash hash, long generation, long nowEpochMs) {
    int first = first(hash);
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = entries.getAcquire(i);
      if (entry != null && entry.generation == generation && entry.isOf(hash)) {
        entry.touch(nowEpochMs);
        return entry.grant;
      }
    }
    return null;
  }

  /** Remembers what a token gives by the keys of a generation. */
  void add(TokenHash hash, Grant grant, long generation, long nowEpochMs) {
    int first = first(hash);
    int place = first;
    long leastRecent = Long.MAX_VALUE;
    for (int i = first; i < first + WAYS; i++) {
      Entry entry = entries.getAcquire(i);
      long used = entry == null || !entry.isOfUse(generation, nowEpochMs)
          ? Long.MIN_VALUE
          : entry.usedEpochSecond;
      if (used < leastRecent) {
        leastRecent = used;
        place = i;
      }
    }
    entries.setRelease(place, new Entry(hash, grant, generation, nowEpochMs));
  }

  private int first(TokenHash hash) {
    return ((int) hash.word(0) & setMask) * WAYS;
  }

  private static final class Entry {
    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;
    private final Grant grant;
    private final long generation;

    // A hint that every reader writes, once a second at most; a lost or late write costs a
    // verification.
    private long usedEpochSecond;

    Entry(TokenHash hash, Grant grant, long generation, long nowEpochMs) {
      word0 = hash.word(0);
      word1 = hash.word(1);
      word2 = hash.word(2);
      word3 = hash.word(3);
      this.grant = grant;
      this.generation = generation;
      touch(nowEpochMs);
    }

    boolean isOf(TokenHash hash) {
      return ((word0 ^ hash.word(0))
              | (word1 ^ hash.word(1))
              | (word2 ^ hash.word(2))
              | (word3 ^ hash.word(3)))
          == 0;
    }

    boolean isOfUse(long currentGeneration, long nowEpochMs) {
      return generation == currentGeneration && nowEpochMs < grant.expiresEpochMs();
    }

    void touch(long nowEpochMs) {
      long second = TimeUnit.MILLISECONDS.toSeconds(nowEpochMs);
      if (usedEpochSecond != second) {
        usedEpochSecond = second;
      }
    }
  }
}
