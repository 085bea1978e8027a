package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The object store: section {@code origin}.
 *
 * @param liveReserve never empty once it is made
 */
public record OriginSettings(
    @Setting(value = "1GiB", min = "16MiB", max = "1024GiB") ByteSize hotCapacity,
    @Setting(min = "0B", max = "1024GiB") Optional<ByteSize> liveReserve,
    @Setting(value = "10MB", min = "1MB", max = "1GiB") ByteSize maxObjectSize,
    @Setting(value = "4MiB", min = "1KiB", max = "64MiB") ByteSize maxPlaylistSize,
    ColdSettings cold) {
  /** Checks the reserve, or makes it half of the capacity where it is left out. */
  public OriginSettings {
    liveReserve = Optional.of(liveReserve.orElse(new ByteSize(hotCapacity.bytes() / 2)));
    if (liveReserve.get().compareTo(hotCapacity) > 0) {
      throw new SettingConflictException("live_reserve", "at most hot_capacity, " + hotCapacity);
    }
  }

  /** Returns the same settings with the directory of the cold tier where it is left out. */
  OriginSettings in(Path dataDir) {
    return new OriginSettings(
        hotCapacity, liveReserve, maxObjectSize, maxPlaylistSize, cold.in(dataDir));
  }
}
