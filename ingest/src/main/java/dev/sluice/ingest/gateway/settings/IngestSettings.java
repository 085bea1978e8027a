package dev.sluice.ingest.gateway.settings;

/** What every listener shares: section {@code ingest}. */
public record IngestSettings(
    @Setting(value = "0", min = "0", max = "256") int threads) {}
