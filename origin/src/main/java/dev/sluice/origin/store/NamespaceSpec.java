package dev.sluice.origin.store;

import dev.sluice.origin.Checks;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What a namespace is allowed and what its objects get.
 *
 * @param name as in the URL: 1 to 63 of {@code a-z}, {@code 0-9}, {@code .}, {@code _} and {@code -}, the first a letter or
 *     digit
 * @param hotCapacity bytes that its objects may take: of each its slabs, and at least 8 KiB, or eight bytes for each that
 *     it takes of the heap, which are 640, its text, and the keys that it pins; {@link #MIN_HOT_CAPACITY} or more
 * @param maxObjectSize bytes, 1 to {@link StoreContext#MAX_OBJECT_SIZE_MAX}; no more than the capacity when it is created
 * @param defaultTtlMs lifetime in milliseconds of an object that is put without one, 1 to {@code maxTtlMs}
 * @param maxTtlMs longest lifetime in milliseconds, {@value #MIN_TTL_MS} to {@link #MAX_TTL_MS}
 * @param isGuarded whether pushed playlists are served only when all that they list is there; carried
 * @param readLimit limit of reads; carried
 * @param writeLimit limit of writes; carried
 */
public record NamespaceSpec(
    String name,
    long hotCapacity,
    int maxObjectSize,
    long defaultTtlMs,
    long maxTtlMs,
    boolean isGuarded,
    RateLimit readLimit,
    RateLimit writeLimit) {
  /** Default of {@link #maxObjectSize()}. */
  public static final int MAX_OBJECT_SIZE_DEFAULT = StoreContext.MAX_OBJECT_SIZE_DEFAULT;
  /** Default of {@link #defaultTtlMs()}. */
  public static final long DEFAULT_TTL_MS_DEFAULT = TimeUnit.HOURS.toMillis(1);
  /** Default of {@link #maxTtlMs()}. */
  public static final long MAX_TTL_MS_DEFAULT = TimeUnit.DAYS.toMillis(30);
  /** Least {@link #hotCapacity()}. */
  public static final long MIN_HOT_CAPACITY = StoreContext.HOT_CAPACITY_MIN;
  /** Shortest lifetime. */
  public static final long MIN_TTL_MS = 1000;
  /** Longest {@link #maxTtlMs()}. */
  public static final long MAX_TTL_MS = TimeUnit.DAYS.toMillis(365 * 100);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /** Checks every value by itself and those that depend on each other. */
  public NamespaceSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(readLimit, "readLimit");
    Objects.requireNonNull(writeLimit, "writeLimit");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: " + name + " (expected: " + NAME + ")");
    }
    Checks.range(maxObjectSize, 1, StoreContext.MAX_OBJECT_SIZE_MAX, "maxObjectSize");
    Checks.range(hotCapacity, MIN_HOT_CAPACITY, StoreContext.HOT_CAPACITY_MAX, "hotCapacity");
    Checks.range(maxTtlMs, MIN_TTL_MS, MAX_TTL_MS, "maxTtlMs");
    Checks.range(defaultTtlMs, MIN_TTL_MS, maxTtlMs, "defaultTtlMs");
  }

  /** Returns a namespace with the defaults for all else: guarded, without rate limits. */
  public static NamespaceSpec of(String name, long hotCapacity) {
    return new NamespaceSpec(
        name,
        hotCapacity,
        MAX_OBJECT_SIZE_DEFAULT,
        DEFAULT_TTL_MS_DEFAULT,
        MAX_TTL_MS_DEFAULT,
        /* isGuarded= */ true,
        RateLimit.NONE,
        RateLimit.NONE);
  }
}
