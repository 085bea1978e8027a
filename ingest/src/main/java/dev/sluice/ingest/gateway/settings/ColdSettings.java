package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where objects go that leave memory before their time: section {@code origin.cold}.
 *
 * @param path never empty once all settings are made
 */
public record ColdSettings(
    @Setting("none") Type type,
    @Setting Optional<Path> path,
    @Setting(value = "10GiB", min = "1MiB", max = "1024TiB") ByteSize maxSize,
    @Setting(value = "200000", min = "1", max = "10000000") int maxObjects) {
  private static final String DIRECTORY = "cold";

  /** What keeps them. */
  public enum Type {
    /** Nothing does: they are gone. */
    NONE,
    /** Files in a directory. */
    DIRECTORY
  }

  ColdSettings in(Path dataDir) {
    Path given = path.orElseGet(() -> dataDir.resolve(DIRECTORY));
    return new ColdSettings(type, Optional.of(given), maxSize, maxObjects);
  }
}
