package dev.sluice.ingest.gateway.settings;

/** The object store: section {@code origin}. */
public record OriginSettings(
    @Setting(value = "1GiB", min = "16MiB", max = "1024GiB") ByteSize hotCapacity,
    @Setting(value = "10MB", min = "1MB", max = "1GiB") ByteSize maxObjectSize) {}
