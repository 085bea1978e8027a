package dev.sluice.ingest.gateway.settings;

import dev.sluice.origin.http.Access;
import java.time.Duration;

/** The HTTP listener: section {@code http}. */
public record HttpSettings(
    @Setting(":8080") HostPort listen,
    @Setting(value = "0", min = "0", max = "256") int threads,
    @Setting(value = "20000", min = "1", max = "1000000") int maxConnections,
    @Setting(value = "2000", min = "1", max = "1000000") int maxConnectionsPerIp,
    @Setting(value = "10s", min = "1s", max = "5m") Duration headerTimeout,
    @Setting(value = "20s", min = "1s", max = "5m") Duration bodyTimeout,
    @Setting(value = "75s", min = "1s", max = "1h") Duration idleTimeout,
    @Setting(value = "20s", min = "1s", max = "5m") Duration writeTimeout,
    @Setting(value = "10s", min = "100ms", max = "1h") Duration rangeTimeout,
    @Setting(value = "16KiB", min = "1KiB", max = "1MiB") ByteSize maxHeaderSize,
    @Setting(value = "20000", min = "0", max = "100000000") int maxParkedRequests,
    @Setting("*") String corsOrigin,
    @Setting("open") Access metrics,
    @Setting("open") Access console,
    @Setting("false") boolean serverTiming,
    AccessLogSettings accessLog) {}
