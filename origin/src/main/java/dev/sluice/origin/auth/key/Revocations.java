package dev.sluice.origin.auth.key;

import dev.sluice.origin.auth.token.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which keys are revoked, as the list of the data directory says: a look at the file's stamp four times a second, and
 * at the file when another process has replaced it.
 *
 * <p>Read by any thread, kept by the {@code house} thread. When the list cannot be read any more, or is gone, what was
 * revoked stays revoked.
 */
public final class Revocations {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
  private static final long LOOK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

  // Set at construction.
  private final KeyList list;
  private final NanoClock clock;

  // Written by the house thread.
  private long nextLookNs;
  private Optional<Stamp> seen;
  private String fault = "";
  private volatile Set<String> revokedIds;
  private volatile long failures;

  /**
   * Reads the list. Blocks on the disk.
   *
   * @throws KeyFileException if there is one that cannot be read: nobody would know what was revoked
   */
  public Revocations(KeyList list, NanoClock clock) {
    this.list = list;
    this.clock = clock;
    nextLookNs = clock.nanoTime() + LOOK_INTERVAL_NS;
    // Before the list is read: a change in between shows at the next look.
    seen = stampAtStart();
    revokedIds = read();
  }

  /** Returns whether the token of a grant, or the key that issued it, was revoked. Any thread. */
  public boolean isRevoked(Grant grant) {
    Set<String> ids = revokedIds;
    return ids.contains(grant.id()) || ids.contains(grant.parentId());
  }

  /** Returns how many keys of the list are revoked. */
  public int count() {
    return revokedIds.size();
  }

  /** Returns how many times the list could not be read. */
  public long failures() {
    return failures;
  }

  /** Takes up what has changed, if it is time to look. Called by the {@code house} thread. */
  public int doWork() {
    long nowNs = clock.nanoTime();
    if (nowNs - nextLookNs < 0) {
      return 0;
    }
    nextLookNs = nowNs + LOOK_INTERVAL_NS;
    try {
      return look();
    } catch (IOException | KeyFileException e) {
      failures = failures + 1;
      say(String.valueOf(e.getMessage()));
      return 0;
    }
  }

  private int look() throws IOException {
    Optional<Stamp> found = stamp();
    if (found.equals(seen)) {
      return 0;
    }
    if (found.isEmpty()) {
      say(list.file() + " is gone");
      return 0;
    }
    revokedIds = read();
    seen = found;
    fault = "";
    return 1;
  }

  private void say(String reason) {
    if (!reason.equals(fault)) {
      fault = reason;
      LOG.warn("{}: the keys that were revoked until now stay so", reason);
    }
  }

  /** Reads those too that have expired: a wall clock that is ahead may be put right. */
  private Set<String> read() {
    return list.keys().stream()
        .filter(key -> key.revokedEpochMs().isPresent())
        .map(key -> key.grant().id())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<Stamp> stampAtStart() {
    try {
      return stamp();
    } catch (IOException e) {
      // Reading says why.
      return Optional.empty();
    }
  }

  private Optional<Stamp> stamp() throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(list.file(), BasicFileAttributes.class);
      return Optional.of(new Stamp(
          found.lastModifiedTime().to(TimeUnit.NANOSECONDS),
          found.size(),
          String.valueOf(found.fileKey())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private record Stamp(long modifiedEpochNs, long length, String fileKey) {}
}
