package dev.sluice.origin.tier;

import dev.sluice.origin.Checks;
import java.nio.file.Path;
import java.util.Objects;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of a tier in a directory.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>path</td><td>directory</td><td>none</td><td>made if it does not exist; not shared between processes</td></tr>
 * <tr><td>maxSize</td><td>bytes</td><td>{@value #MAX_SIZE_DEFAULT}</td>
 *     <td>{@value #MAX_SIZE_MIN} to {@value #MAX_SIZE_MAX}</td></tr>
 * <tr><td>maxObjectCount</td><td>objects</td><td>{@value #MAX_OBJECT_COUNT_DEFAULT}</td>
 *     <td>1 to {@value #MAX_OBJECT_COUNT_MAX}</td></tr>
 * <tr><td>copyQueueLength</td><td>objects</td><td>{@value #COPY_QUEUE_LENGTH_DEFAULT}</td>
 *     <td>2 to {@value #QUEUE_LENGTH_MAX}</td></tr>
 * <tr><td>readQueueLength</td><td>objects</td><td>{@value #READ_QUEUE_LENGTH_DEFAULT}</td>
 *     <td>2 to {@value #QUEUE_LENGTH_MAX}</td></tr>
 * <tr><td>closeTimeoutMs</td><td>milliseconds</td><td>{@value #CLOSE_TIMEOUT_MS_DEFAULT}</td>
 *     <td>0 to {@value #CLOSE_TIMEOUT_MS_MAX}</td></tr>
 * </table>
 */
public final class DirectoryTierContext {
  /** Default of {@link #maxSize()}. */
  public static final long MAX_SIZE_DEFAULT = 10L << 30;
  /** Least {@link #maxSize()}. */
  public static final long MAX_SIZE_MIN = 1 << 20;
  /** Largest {@link #maxSize()}. */
  public static final long MAX_SIZE_MAX = 1L << 50;
  /** Default of {@link #maxObjectCount()}: each takes some 300 bytes of heap. */
  public static final int MAX_OBJECT_COUNT_DEFAULT = 200_000;
  /** Largest {@link #maxObjectCount()}. */
  public static final int MAX_OBJECT_COUNT_MAX = 10_000_000;
  /** Default of {@link #copyQueueLength()}. */
  public static final int COPY_QUEUE_LENGTH_DEFAULT = 256;
  /** Default of {@link #readQueueLength()}. */
  public static final int READ_QUEUE_LENGTH_DEFAULT = 1024;
  /** Largest length of a queue. */
  public static final int QUEUE_LENGTH_MAX = 1 << 16;
  /** Default of {@link #closeTimeoutMs()}. */
  public static final int CLOSE_TIMEOUT_MS_DEFAULT = 10_000;
  /** Largest {@link #closeTimeoutMs()}. */
  public static final int CLOSE_TIMEOUT_MS_MAX = 600_000;

  private final Path path;
  private long maxSize = MAX_SIZE_DEFAULT;
  private int maxObjectCount = MAX_OBJECT_COUNT_DEFAULT;
  private int copyQueueLength = COPY_QUEUE_LENGTH_DEFAULT;
  private int readQueueLength = READ_QUEUE_LENGTH_DEFAULT;
  private int closeTimeoutMs = CLOSE_TIMEOUT_MS_DEFAULT;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private boolean isConcluded;

  /** Begins the settings of a tier in a directory, which holds nothing else. */
  public DirectoryTierContext(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  /** Returns the directory. */
  public Path path() {
    return path;
  }

  /** Sets the bytes of disk that the files may take; past it, what expires soonest makes room. */
  public DirectoryTierContext maxSize(long bytes) {
    Checks.notConcluded(isConcluded);
    maxSize = bytes;
    return this;
  }

  /** Returns the bytes of disk that the files may take. */
  public long maxSize() {
    return maxSize;
  }

  /** Sets how many objects there may be; past it, what expires soonest makes room. */
  public DirectoryTierContext maxObjectCount(int objects) {
    Checks.notConcluded(isConcluded);
    maxObjectCount = objects;
    return this;
  }

  /** Returns how many objects there may be. */
  public int maxObjectCount() {
    return maxObjectCount;
  }

  /** Sets how many objects may wait to be copied. */
  public DirectoryTierContext copyQueueLength(int objects) {
    Checks.notConcluded(isConcluded);
    copyQueueLength = objects;
    return this;
  }

  /** Returns how many objects may wait to be copied. */
  public int copyQueueLength() {
    return copyQueueLength;
  }

  /** Sets how many objects may wait to be read. */
  public DirectoryTierContext readQueueLength(int objects) {
    Checks.notConcluded(isConcluded);
    readQueueLength = objects;
    return this;
  }

  /** Returns how many objects may wait to be read. */
  public int readQueueLength() {
    return readQueueLength;
  }

  /** Sets the milliseconds after which copies and deletions that still wait at the end are given up. */
  public DirectoryTierContext closeTimeoutMs(int ms) {
    Checks.notConcluded(isConcluded);
    closeTimeoutMs = ms;
    return this;
  }

  /** Returns the milliseconds after which copies and deletions that still wait at the end are given up. */
  public int closeTimeoutMs() {
    return closeTimeoutMs;
  }

  /** Sets the clock by which lifetimes go on from one process to the next. */
  public DirectoryTierContext epochClock(EpochClock clock) {
    Checks.notConcluded(isConcluded);
    epochClock = Objects.requireNonNull(clock, "epochClock");
    return this;
  }

  /** Returns the clock by which lifetimes go on from one process to the next. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /** Sets the clock of lifetimes within the process. */
  public DirectoryTierContext nanoClock(NanoClock clock) {
    Checks.notConcluded(isConcluded);
    nanoClock = Objects.requireNonNull(clock, "nanoClock");
    return this;
  }

  /** Returns the clock of lifetimes within the process. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public DirectoryTierContext conclude() {
    Checks.range(maxSize, MAX_SIZE_MIN, MAX_SIZE_MAX, "maxSize");
    Checks.range(maxObjectCount, 1, MAX_OBJECT_COUNT_MAX, "maxObjectCount");
    Checks.range(copyQueueLength, 2, QUEUE_LENGTH_MAX, "copyQueueLength");
    Checks.range(readQueueLength, 2, QUEUE_LENGTH_MAX, "readQueueLength");
    Checks.range(closeTimeoutMs, 0, CLOSE_TIMEOUT_MS_MAX, "closeTimeoutMs");
    isConcluded = true;
    return this;
  }
}
