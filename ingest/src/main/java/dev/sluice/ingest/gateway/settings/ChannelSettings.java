package dev.sluice.ingest.gateway.settings;

import dev.sluice.ingest.channel.TakeoverPolicy;
import java.time.Duration;

/** The life of channels: section {@code channels}. */
public record ChannelSettings(
    @Setting(value = "500", min = "1", max = "100000") int max,
    @Setting(value = "30s", min = "0s", max = "1h") Duration resumeWindow,
    @Setting("stale") TakeoverPolicy takeover,
    @Setting(value = "2s", min = "100ms", max = "1m") Duration staleAfter,
    @Setting(value = "30s", min = "1s", max = "24h") Duration mediaTimeout,
    @Setting(value = "60s", min = "0s", max = "24h") Duration endedRetention,
    @Setting(value = "1s", min = "0s", max = "10s") Duration trackWait,
    @Setting(value = "1s", min = "100ms", max = "1m") Duration maxGap) {}
