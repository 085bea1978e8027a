package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.channel.ChannelsContext;
import dev.sluice.ingest.channel.PackagedChannelFactory;
import dev.sluice.ingest.gateway.settings.AccessLogSettings;
import dev.sluice.ingest.gateway.settings.ChannelSettings;
import dev.sluice.ingest.gateway.settings.ColdSettings;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.gateway.settings.Http2Settings;
import dev.sluice.ingest.gateway.settings.HttpSettings;
import dev.sluice.ingest.gateway.settings.HttpsSettings;
import dev.sluice.ingest.gateway.settings.IngestSettings;
import dev.sluice.ingest.gateway.settings.LadderSettings;
import dev.sluice.ingest.gateway.settings.NamespaceSettings;
import dev.sluice.ingest.gateway.settings.OriginSettings;
import dev.sluice.ingest.gateway.settings.PackagerSettings;
import dev.sluice.ingest.gateway.settings.RtmpSettings;
import dev.sluice.ingest.gateway.settings.RungSettings;
import dev.sluice.ingest.gateway.settings.TranscodeSettings;
import dev.sluice.ingest.rtmp.RtmpContext;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.Ladder;
import dev.sluice.ingest.transcode.Rung;
import dev.sluice.ingest.transcode.TranscodeContext;
import dev.sluice.origin.OriginContext;
import dev.sluice.origin.auth.AuthorityContext;
import dev.sluice.origin.auth.PlaybackPolicy;
import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.h2.Http2Context;
import dev.sluice.origin.http.log.AccessForm;
import dev.sluice.origin.http.log.AccessLogContext;
import dev.sluice.origin.http.playlist.PlaylistEnd;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.live.dvr.JournalSpec;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.RateLimit;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.origin.tls.CertificateContext;
import dev.sluice.packager.PackagerContext;
import java.util.List;
import java.util.Optional;

/** Turns the settings of each module into its context. */
final class ModuleContexts {
  private static final String JOURNALS = "recordings";

  private ModuleContexts() {}

  static HttpContext http(GatewaySettings all) {
    HttpSettings settings = all.http();
    HttpContext context = new HttpContext()
        .listenAddress(settings.listen().socketAddress())
        .tlsListenAddress(all.https().listen().socketAddress())
        .http2(http2(all.h2()))
        .threads(settings.threads())
        .maxConnections(settings.maxConnections())
        .maxConnectionsPerIp(settings.maxConnectionsPerIp())
        .headerTimeoutNs(settings.headerTimeout().toNanos())
        .bodyTimeoutNs(settings.bodyTimeout().toNanos())
        .idleTimeoutNs(settings.idleTimeout().toNanos())
        .writeTimeoutNs(settings.writeTimeout().toNanos())
        .rangeTimeoutNs(settings.rangeTimeout().toNanos())
        .maxHeaderSize(settings.maxHeaderSize().intBytes())
        .maxParkedRequests(settings.maxParkedRequests())
        .corsOrigin(settings.corsOrigin())
        .metricsAccess(settings.metrics())
        .serverTiming(settings.serverTiming());
    accessLog(settings.accessLog()).ifPresent(context::accessLog);
    return context;
  }

  private static Http2Context http2(Http2Settings settings) {
    return new Http2Context()
        .maxStreams(settings.maxStreams())
        .windowLength(settings.window().intBytes())
        .maxResets(settings.maxResets())
        .maxContinuations(settings.maxContinuations())
        .maxControlFrames(settings.maxControlFrames());
  }

  private static Optional<AccessLogContext> accessLog(AccessLogSettings settings) {
    if (settings.form() == AccessLogSettings.Form.NONE) {
      return Optional.empty();
    }
    AccessLogContext context = new AccessLogContext()
        .form(
            settings.form() == AccessLogSettings.Form.JSON ? AccessForm.JSON : AccessForm.COMBINED)
        .queueLength(settings.queue());
    settings.file().ifPresent(context::file);
    return Optional.of(context);
  }

  /** Returns the certificate of HTTPS, if there is one. */
  static Optional<CertificateContext> certificate(HttpsSettings settings) {
    return settings
        .certificate()
        .map(certificate -> new CertificateContext()
            .certificate(certificate)
            .key(settings.key().orElseThrow())
            .openSslAllowed(settings.openssl())
            .checkIntervalNs(settings.checkInterval().toNanos()));
  }

  static OriginContext origin(OriginSettings settings, HttpContext http, Metrics metrics) {
    StoreContext store = new StoreContext()
        .hotCapacity(settings.hotCapacity().bytes())
        .liveReserve(settings.liveReserve().orElseThrow().bytes())
        .maxObjectSize(settings.maxObjectSize().intBytes());
    return new OriginContext().store(store).http(http).metrics(metrics);
  }

  static StorageContext storage(GatewaySettings settings) {
    boolean isTokenNeeded =
        settings.playback().stream().anyMatch(rule -> rule.access() == Playback.TOKEN);
    return new StorageContext()
        .maxPlaylistLength(settings.origin().maxPlaylistSize().intBytes())
        .playlistEnd(new PlaylistEnd(
            settings.channels().resumeWindow().toMillis(),
            settings.channels().endedRetention().toMillis()))
        .isLiveOpen(!isTokenNeeded);
  }

  static AuthorityContext authority(GatewaySettings settings) {
    AuthorityContext context = new AuthorityContext()
        .dataDirectory(settings.dataDir())
        .playback(PlaybackPolicy.of(settings.playback().stream()
            .map(rule -> new PlaybackPolicy.Rule(rule.channels(), rule.access()))
            .toList()))
        .cacheEntryCount(settings.tokens().cacheEntries());
    settings.tokens().external().ifPresent(context::externalIssuer);
    return context;
  }

  static DirectoryTierContext cold(ColdSettings settings) {
    return new DirectoryTierContext(settings.path().orElseThrow())
        .maxSize(settings.maxSize().bytes())
        .maxObjectCount(settings.maxObjects());
  }

  /** Returns where recordings are kept beyond the process: beside their segments, if these outlive it. */
  static Optional<JournalSpec> journal(GatewaySettings all) {
    ColdSettings cold = all.origin().cold();
    return cold.path()
        .filter(path -> cold.type() == ColdSettings.Type.DIRECTORY)
        .map(path -> new JournalSpec(
            path.resolve(JOURNALS), all.channels().resumeWindow().toMillis()));
  }

  static NamespaceSpec namespace(NamespaceSettings settings) {
    return new NamespaceSpec(
        settings.name(),
        settings.hotCapacity().bytes(),
        settings.maxObjectSize().orElseThrow().intBytes(),
        settings.defaultTtl().toMillis(),
        settings.maxTtl().toMillis(),
        settings.guard(),
        new RateLimit(settings.readOperations(), settings.readBytes().bytes()),
        new RateLimit(settings.writeOperations(), settings.writeBytes().bytes()));
  }

  static PackagerContext packager(GatewaySettings all) {
    PackagerSettings settings = all.packager();
    return new PackagerContext()
        .outputs(all.outputs().formats())
        .threads(settings.threads())
        .ringSize(settings.ringSize())
        .segmentTargetMs(settings.segmentTarget().toMillis())
        .segmentMinMs(settings.segmentMin().toMillis())
        .segmentMaxMs(settings.segmentMax().toMillis())
        .segmentLimitMs(settings.segmentLimit().toMillis())
        .playlistSegments(settings.playlistSegments())
        .partMs(settings.part().toMillis())
        .dvrMs(settings.dvr().toMillis());
  }

  /** Returns the context of the ladders, whose key frames come as often as segments are to begin. */
  static TranscodeContext transcode(GatewaySettings settings) {
    TranscodeSettings transcode = settings.transcode();
    return new TranscodeContext()
        .ladders(ladders(settings))
        .encoder(transcode.encoder())
        .encoderThreads(transcode.encoderThreads())
        .maxPictureSize(transcode.maxPicture().width(), transcode.maxPicture().height())
        .thumbnailIntervalNs(transcode.thumbnailInterval().toNanos())
        .nativeCache(BundledFfmpeg.cacheIn(settings.dataDir()))
        .segmentTargetMs(settings.packager().segmentTarget().toMillis());
  }

  static List<Ladder> ladders(GatewaySettings settings) {
    return settings.ladders().stream().map(ModuleContexts::ladder).toList();
  }

  private static Ladder ladder(LadderSettings settings) {
    return new Ladder(
        settings.channels(),
        settings.passthrough(),
        settings.audioBitrate().bitsPerSecond(),
        settings.audioPassthrough(),
        settings.rungs().stream().map(ModuleContexts::rung).toList());
  }

  private static Rung rung(RungSettings settings) {
    return new Rung(
        settings.name().orElseThrow(),
        settings.height(),
        settings.frameRate(),
        settings.bitrate().bitsPerSecond(),
        settings.maxBitrate().orElseThrow().bitsPerSecond(),
        settings.bufferBits(),
        settings.profile(),
        settings.preset(),
        settings.encoder());
  }

  static ChannelsContext channels(ChannelSettings settings, PackagedChannelFactory packager) {
    return new ChannelsContext(packager)
        .maxChannels(settings.max())
        .resumeWindowNs(settings.resumeWindow().toNanos())
        .takeover(settings.takeover())
        .staleAfterNs(settings.staleAfter().toNanos())
        .mediaTimeoutNs(settings.mediaTimeout().toNanos())
        .endedRetentionNs(settings.endedRetention().toNanos())
        .trackWaitNs(settings.trackWait().toNanos())
        .maxGapNs(settings.maxGap().toNanos());
  }

  static RtmpContext rtmp(RtmpSettings settings) {
    return new RtmpContext()
        .listen(settings.listen().socketAddress())
        .handshakeTimeout(settings.handshakeTimeout())
        .publishTimeout(settings.publishTimeout())
        .idleTimeout(settings.idleTimeout())
        .maxConnections(settings.maxConnections())
        .maxConnectionsPerIp(settings.maxConnectionsPerIp())
        .chunkSize(settings.chunkSize().intBytes())
        .ackWindow(settings.ackWindow().intBytes())
        .maxMessageLength(settings.maxMessageSize().intBytes())
        .maxPartialLength(settings.maxPartialSize().intBytes())
        .maxChunkStreams(settings.maxChunkStreams())
        .minChunkSize(settings.minChunkSize().intBytes())
        .maxAmfLength(settings.maxAmfSize().intBytes())
        .maxAmfDepth(settings.maxAmfDepth())
        .maxCommands(settings.maxCommands())
        .maxKeyLength(settings.maxKeyLength())
        .maxRefusalsPerMinute(settings.maxRefusalsPerMinute());
  }

  /** Returns the number of event loops for publishers. */
  static int loops(IngestSettings settings) {
    return settings.threads() > 0
        ? settings.threads()
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
