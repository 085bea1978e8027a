package dev.sluice.ingest.gateway.settings;

import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.OriginStore;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A namespace of the storage API: an item of {@code namespaces}.
 *
 * @param maxObjectSize never empty once it is made
 */
public record NamespaceSettings(
    @Setting String name,
    @Setting(min = "512KiB", max = "1024GiB") ByteSize hotCapacity,
    @Setting(min = "1B", max = "1GiB") Optional<ByteSize> maxObjectSize,
    @Setting(value = "1h", min = "1s", max = "36500d") Duration defaultTtl,
    @Setting(value = "30d", min = "1s", max = "36500d") Duration maxTtl,
    @Setting("true") boolean guard,
    @Setting(value = "0", min = "0", max = "1000000") int readOperations,
    @Setting(value = "0B", min = "0B", max = "1024GiB") ByteSize readBytes,
    @Setting(value = "0", min = "0", max = "1000000") int writeOperations,
    @Setting(value = "0B", min = "0B", max = "1024GiB") ByteSize writeBytes) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /** Checks the values, and derives the object size where it is left out. */
  public NamespaceSettings {
    if (!NAME.matcher(name).matches() || name.equals(OriginStore.LIVE)) {
      throw new SettingConflictException(
          "name",
          "1 to 63 of a-z, 0-9, dots, hyphens and underscores, the first a letter or digit, but not "
              + OriginStore.LIVE);
    }
    long maxObjectBytes = Math.min(hotCapacity.bytes(), NamespaceSpec.MAX_OBJECT_SIZE_DEFAULT);
    maxObjectSize = Optional.of(maxObjectSize.orElse(new ByteSize(maxObjectBytes)));
    if (maxObjectSize.get().compareTo(hotCapacity) > 0) {
      throw new SettingConflictException("max_object_size", "at most hot_capacity, " + hotCapacity);
    }
    if (defaultTtl.compareTo(maxTtl) > 0) {
      throw new SettingConflictException(
          "default_ttl", "at most max_ttl, " + maxTtl.toSeconds() + "s");
    }
  }
}
