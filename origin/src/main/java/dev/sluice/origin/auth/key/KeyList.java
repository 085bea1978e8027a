package dev.sluice.origin.auth.key;

import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.agrona.concurrent.EpochClock;

/**
 * The keys that were made in a data directory, and which of them were revoked. A key is valid without being listed: the
 * list remembers what was made, so that it can be shown and revoked.
 *
 * <p>A change takes the lock file, reads, and replaces the list by a rename, so that a reader sees it whole, before or
 * after. Blocks on the disk; threads and processes may share a directory.
 */
public final class KeyList {
  /** Name of the file within the data directory. */
  public static final String FILE_NAME = "keys.jsonl";

  /** Most keys of a list. */
  public static final int KEYS_MAX = 10_000;

  /** Shortest lifetime of a key. */
  public static final Duration LIFETIME_MIN = Duration.ofSeconds(1);

  /** Longest lifetime of a key. */
  public static final Duration LIFETIME_MAX = Duration.ofDays(3650);

  /** How long a key is listed after it has expired. */
  static final long KEPT_AFTER_EXPIRY_MS = TimeUnit.DAYS.toMillis(30);

  private static final String LOCK_NAME = "keys.lock";
  private static final long FILE_LENGTH_MAX = 16 << 20;
  private static final String ID_PREFIX = "k_";
  private static final Set<OpenOption> LOCK_OPTIONS =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

  private final Path directory;
  private final EpochClock clock;

  /** Names the list of a data directory; nothing is read or made yet. */
  public KeyList(Path dataDirectory, EpochClock clock) {
    directory = dataDirectory;
    this.clock = clock;
  }

  /**
   * Adds a key with an id of its own.
   *
   * @param lifetime {@link #LIFETIME_MIN} to {@link #LIFETIME_MAX}; the key ends at a whole second
   * @throws KeyFileException if the list cannot be read or written, or is full
   */
  public KeyRecord add(Role role, Scope scope, Duration lifetime) {
    if (lifetime.compareTo(LIFETIME_MIN) < 0 || lifetime.compareTo(LIFETIME_MAX) > 0) {
      throw new IllegalArgumentException(
          "lifetime: " + lifetime + " (expected: " + LIFETIME_MIN + " to " + LIFETIME_MAX + ")");
    }
    long nowEpochMs = clock.time();
    KeyRecord added = new KeyRecord(
        new Grant(
            Grant.newId(ID_PREFIX),
            /* parentId= */ "",
            role,
            scope,
            Grant.expiry(nowEpochMs, lifetime)),
        nowEpochMs,
        OptionalLong.empty());
    update(keys -> with(keys, added));
    return added;
  }

  /**
   * Revokes a key, for good.
   *
   * @return the key as it is now listed, or empty if there is none of this id
   * @throws KeyFileException if the list cannot be read or written
   */
  public Optional<KeyRecord> revoke(String id) {
    long nowEpochMs = clock.time();
    return update(keys -> keys.stream()
            .map(key -> key.grant().id().equals(id) ? key.revoked(nowEpochMs) : key)
            .collect(Collectors.toList()))
        .stream()
        .filter(key -> key.grant().id().equals(id))
        .findFirst();
  }

  /**
   * Returns every key, oldest first.
   *
   * @throws KeyFileException if the list cannot be read
   */
  public List<KeyRecord> keys() {
    try {
      return read();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  Path file() {
    return directory.resolve(FILE_NAME);
  }

  private List<KeyRecord> with(List<KeyRecord> keys, KeyRecord added) {
    long forgottenEpochMs = clock.time() - KEPT_AFTER_EXPIRY_MS;
    List<KeyRecord> result = keys.stream()
        .filter(key -> key.grant().expiresEpochMs() > forgottenEpochMs)
        .collect(Collectors.toCollection(ArrayList::new));
    if (result.size() >= KEYS_MAX) {
      throw new KeyFileException(
          file() + " holds " + result.size() + " keys (expected: fewer than " + KEYS_MAX + ")");
    }
    result.add(added);
    return result;
  }

  private List<KeyRecord> update(UnaryOperator<List<KeyRecord>> change) {
    try {
      Files.createDirectories(directory);
      // A lock belongs to the process: threads of this one take turns by the monitor.
      synchronized (KeyList.class) {
        try (FileChannel lock = OwnerOnlyFile.open(directory.resolve(LOCK_NAME), LOCK_OPTIONS)) {
          // Held until the channel closes.
          lock.lock();
          List<KeyRecord> found = read();
          List<KeyRecord> changed = change.apply(found);
          if (!changed.equals(found)) {
            replace(changed);
          }
          return changed;
        }
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void replace(List<KeyRecord> keys) throws IOException {
    String text = keys.stream().map(key -> KeyLine.of(key) + "\n").collect(Collectors.joining());
    OwnerOnlyFile.replace(file(), text.getBytes(StandardCharsets.UTF_8));
  }

  private List<KeyRecord> read() throws IOException {
    Path file = file();
    List<String> lines;
    try {
      if (Files.size(file) > FILE_LENGTH_MAX) {
        throw new KeyFileException(
            file + " is damaged (expected: at most " + FILE_LENGTH_MAX + " bytes)");
      }
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<KeyRecord> keys = new ArrayList<>(lines.size());
    for (String line : lines) {
      int number = keys.size() + 1;
      keys.add(KeyLine.parse(line)
          .orElseThrow(() -> new KeyFileException(file + ":" + number
              + " is damaged (expected: one key as JSON); restore the file or remove the line")));
    }
    return keys;
  }

  private KeyFileException unusable(IOException fault) {
    return new KeyFileException(
        "data_dir: " + directory + " (expected: a directory in which " + FILE_NAME
            + " can be read and written): " + fault,
        fault);
  }
}
