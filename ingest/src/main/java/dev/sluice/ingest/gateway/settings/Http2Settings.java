package dev.sluice.ingest.gateway.settings;

/** What a connection of HTTP/2 may do: section {@code h2}. */
public record Http2Settings(
    @Setting(value = "100", min = "1", max = "10000") int maxStreams,

    @Setting(value = "256KiB", min = "65535B", max = "16MiB")
    ByteSize window,

    @Setting(value = "200", min = "1", max = "100000") int maxResets,
    @Setting(value = "16", min = "1", max = "1000") int maxContinuations,
    @Setting(value = "1000", min = "10", max = "100000") int maxControlFrames) {}
