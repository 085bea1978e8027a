package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Every setting of the program.
 *
 * @param dataDir directory for what outlives the process, made when it is missing
 * @param rehearsal how long the program warms up before it opens its listeners; zero to open at once
 */
public record GatewaySettings(
    @Setting("data") Path dataDir,
    @Setting("keys") AuthMode auth,
    @Setting(value = "2s", min = "0s", max = "1m") Duration rehearsal,
    LogSettings log,
    HttpSettings http,
    IngestSettings ingest,
    RtmpSettings rtmp,
    ChannelSettings channels,
    PackagerSettings packager,
    OriginSettings origin) {}
