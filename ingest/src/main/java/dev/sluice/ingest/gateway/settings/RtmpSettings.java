package dev.sluice.ingest.gateway.settings;

import java.time.Duration;

/** The RTMP listener: section {@code rtmp}. */
public record RtmpSettings(
    @Setting(":1935") HostPort listen,
    @Setting(value = "10s", min = "1s", max = "5m") Duration handshakeTimeout,
    @Setting(value = "15s", min = "1s", max = "5m") Duration publishTimeout,
    @Setting(value = "10s", min = "1s", max = "5m") Duration idleTimeout,
    @Setting(value = "2000", min = "1", max = "1000000") int maxConnections,
    @Setting(value = "200", min = "1", max = "1000000") int maxConnectionsPerIp,
    @Setting(value = "64KiB", min = "2KiB", max = "8MiB") ByteSize chunkSize,
    @Setting(value = "2500kB", min = "1KiB", max = "1GB") ByteSize ackWindow,
    @Setting(value = "8MiB", min = "64KiB", max = "15MiB") ByteSize maxMessageSize,
    @Setting(value = "16MiB", min = "64KiB", max = "256MiB") ByteSize maxPartialSize,
    @Setting(value = "64", min = "8", max = "65599") int maxChunkStreams,
    @Setting(value = "1B", min = "1B", max = "128B") ByteSize minChunkSize,
    @Setting(value = "64KiB", min = "1KiB", max = "1MiB") ByteSize maxAmfSize,
    @Setting(value = "16", min = "4", max = "64") int maxAmfDepth,
    @Setting(value = "128", min = "8", max = "10000") int maxCommands,
    @Setting(value = "2048", min = "16", max = "4096") int maxKeyLength,
    @Setting(value = "60", min = "1", max = "100000") int maxRefusalsPerMinute) {
  /** Checks that the largest message fits into what a connection may hold. */
  public RtmpSettings {
    if (maxPartialSize.compareTo(maxMessageSize) < 0) {
      throw new SettingConflictException("max_partial_size", "at least rtmp.max_message_size");
    }
  }
}
