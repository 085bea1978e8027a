package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.channel.ChannelStatus;
import dev.sluice.ingest.channel.Channels;
import dev.sluice.ingest.channel.PackagedChannelFactory;
import dev.sluice.ingest.gateway.settings.AuthMode;
import dev.sluice.ingest.gateway.settings.ColdSettings;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.gateway.settings.NamespaceSettings;
import dev.sluice.ingest.rtmp.RtmpCounters;
import dev.sluice.ingest.rtmp.RtmpListener;
import dev.sluice.ingest.transcode.Transcoder;
import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.origin.Origin;
import dev.sluice.origin.OriginContext;
import dev.sluice.origin.auth.Authority;
import dev.sluice.origin.auth.AuthorityContext;
import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.auth.PublishKey;
import dev.sluice.origin.auth.key.KeyFileException;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.control.NamespaceList;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.net.EventLoops;
import dev.sluice.origin.store.StoreCounters;
import dev.sluice.origin.tier.ColdTier;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tls.CertificateStore;
import dev.sluice.packager.Packager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A running gateway: origin, packager, ladders, channels and listeners. Composed and closed by one thread; asked by any.
 *
 * <pre>{@code
 * try (Gateway gateway = Gateway.launch(settings)) {
 *   // publishers connect to gateway.rtmpAddress(), viewers to gateway.httpAddress()
 * }
 * }</pre>
 */
public final class Gateway implements AutoCloseable {
  private static final String INGEST_THREAD_PREFIX = "in";

  /** What Netty's native transport puts before the system's own words. */
  private static final String NATIVE_CALL = "^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ";

  private final Optional<PublishKey> publishKey;
  private final Metrics metrics = new Metrics();
  private final Closer closer = new Closer();
  private final Origin origin;
  private final Packager packager;
  private final Channels channels;
  private final RtmpListener rtmp;
  private Optional<String> encoder = Optional.empty();
  private volatile boolean isReady;

  private Gateway(GatewaySettings settings, Optional<PublishKey> publishKey) {
    this.publishKey = publishKey;
    boolean isComposed = false;
    try {
      HttpContext http = ModuleContexts.http(settings).readiness(() -> isReady);
      ModuleContexts.certificate(settings.https())
          .ifPresent(context -> http.certificates(closer.add(CertificateStore.open(context))));
      Authority authority = authority(settings);
      StorageContext storage =
          ModuleContexts.storage(settings).authorizer(authority).tokenIssuer(authority.issuer());
      OriginContext context =
          ModuleContexts.origin(settings.origin(), http, metrics).storage(storage);
      coldTier(settings.origin().cold()).ifPresent(context.store()::coldTier);
      ModuleContexts.journal(settings).ifPresent(context::journal);
      origin = closer.add(Origin.open(context));
      origin.keep(authority);
      storage.namespaceSaver(namespaces(settings));
      packager = packager(settings);
      channels = channels(settings, settings.auth() == AuthMode.KEYS ? authority : Authorizer.OPEN);
      http.page("/time", TimePage::of);
      ConsolePages.register(
          http, settings.http().console(), channels, origin.store().live());
      rtmp = listen(settings);
      origin.serve();
      isReady = true;
      isComposed = true;
    } finally {
      if (!isComposed) {
        closer.close();
      }
    }
  }

  /** Who may do what with keys and tokens; without {@code auth: keys} that is about the storage API alone. */
  private Authority authority(GatewaySettings settings) {
    AuthorityContext context = ModuleContexts.authority(settings);
    publishKey.ifPresent(context::publishKey);
    Authority launched = closer.add(Authority.launch(context));
    launched.registerOn(metrics);
    return launched;
  }

  /** Opens where objects go that leave memory; the store closes it, and the closer if there is no store. */
  private Optional<ColdTier> coldTier(ColdSettings settings) {
    if (settings.type() == ColdSettings.Type.NONE) {
      return Optional.empty();
    }
    try {
      DirectoryTier tier = closer.add(DirectoryTier.launch(ModuleContexts.cold(settings)));
      GatewayMetrics.register(metrics, tier.counters());
      return Optional.of(tier);
    } catch (UncheckedIOException e) {
      throw new LaunchException(
          "origin.cold.path: " + settings.path().orElseThrow()
              + " (expected: a directory that can be made and written, and nobody else uses): "
              + e.getCause(),
          e);
    }
  }

  /** Makes the namespaces of the configuration, then those that the control API made, which may not have their names. */
  private NamespaceList namespaces(GatewaySettings settings) {
    for (NamespaceSettings namespace : settings.namespaces()) {
      try {
        origin.store().create(ModuleContexts.namespace(namespace));
      } catch (IllegalArgumentException e) {
        throw new LaunchException("namespaces: " + namespace.name() + ": " + e.getMessage(), e);
      }
    }
    return closer.add(NamespaceList.open(settings.dataDir(), origin.store()));
  }

  private Packager packager(GatewaySettings settings) {
    Packager launched = closer.add(Packager.launch(ModuleContexts.packager(settings)
        .namespace(origin.store().live())
        .livePlaylists(origin.livePlaylists())
        .recordings(origin.recordings())));
    GatewayMetrics.register(metrics, launched);
    return launched;
  }

  private Channels channels(GatewaySettings settings, Authorizer authorizer) {
    Channels launched = closer.add(Channels.launch(
        ModuleContexts.channels(settings.channels(), ladders(settings)).authorizer(authorizer)));
    launched.registerOn(metrics);
    origin.keep(launched);
    return launched;
  }

  /** Returns the way to the packager, through a ladder where channels can have one; without, nothing native is loaded. */
  private PackagedChannelFactory ladders(GatewaySettings settings) {
    if (!settings.hasRungs()) {
      return packager::open;
    }
    Transcoder launched = closer.add(Transcoder.launch(
        ModuleContexts.transcode(settings).namespace(origin.store().live())));
    String configured = settings.transcode().encoder();
    String chosen =
        configured.equals(EncoderCatalog.AUTO) ? launched.encoders().get(0) : configured;
    TranscodeMetrics.register(metrics, launched, chosen);
    encoder = Optional.of(chosen);
    return (channel, firstMediaSequence) ->
        launched.open(channel, packager.open(channel, firstMediaSequence));
  }

  private RtmpListener listen(GatewaySettings settings) {
    EventLoops loops = closer.add(
        EventLoops.launch(INGEST_THREAD_PREFIX, ModuleContexts.loops(settings.ingest())));
    RtmpCounters counters = new RtmpCounters();
    GatewayMetrics.register(metrics, counters);
    return closer.add(RtmpListener.launch(ModuleContexts.rtmp(settings.rtmp())
        .eventLoops(loops.group(), loops.serverChannel())
        .publishDoor(channels::requestPublish)
        .counters(counters)));
  }

  /**
   * Starts everything; it is ready when this returns.
   *
   * @throws LaunchException if the machine stands in the way: an address in use, a directory that cannot be written
   */
  public static Gateway launch(GatewaySettings settings) {
    try {
      makeWritable(settings.dataDir());
      return new Gateway(
          settings,
          settings.auth() == AuthMode.KEYS
              ? Optional.of(PublishKey.load(settings.dataDir()))
              : Optional.empty());
    } catch (LibavException e) {
      throw new LaunchException(
          e.getMessage() + "; with transcode.enabled: false the channels are left as they come", e);
    } catch (KeyFileException | IllegalArgumentException e) {
      throw new LaunchException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new LaunchException(reason(e.getCause()), e);
    }
  }

  private static String reason(IOException fault) {
    return fault.getCause() == null
        ? fault.getMessage()
        : fault.getMessage() + ": " + words(fault.getCause());
  }

  private static String words(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      return "the name is not known";
    }
    return cause.getMessage() == null
        ? cause.toString()
        : cause.getMessage().replaceFirst(NATIVE_CALL, "");
  }

  private static void makeWritable(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
    } catch (IOException e) {
      throw new LaunchException(
          "data_dir: " + dataDir + " (expected: a directory that can be made)", e);
    }
    if (!Files.isWritable(dataDir)) {
      throw new LaunchException(
          "data_dir: " + dataDir + " (expected: a directory that can be written)", null);
    }
  }

  /** Returns where publishers connect, with the port that the system chose. */
  public InetSocketAddress rtmpAddress() {
    return rtmp.address();
  }

  /** Returns where viewers connect, with the port that the system chose. */
  public InetSocketAddress httpAddress() {
    return origin.httpAddress();
  }

  /** Returns where viewers connect with TLS, with the port that the system chose; empty without a certificate. */
  public Optional<InetSocketAddress> httpsAddress() {
    return origin.httpsAddress();
  }

  /** Returns the key that publishers show, unless anyone may publish. A secret: for the operator, not for logs. */
  public Optional<String> publishKey() {
    return publishKey.map(PublishKey::token);
  }

  /** Returns FFmpeg's name of the encoder that rungs take which do not name one; empty without ladders. */
  public Optional<String> encoder() {
    return encoder;
  }

  /** Returns what every channel is doing, by name. */
  public List<ChannelStatus> channels() {
    return channels.snapshot();
  }

  /** Returns how many access units wait to be packaged. */
  public long waitingUnits() {
    return packager.ringOccupied();
  }

  /** Returns what the store counts. */
  public StoreCounters storeCounters() {
    return origin.store().counters();
  }

  /**
   * Drains: tells the publishers, finishes their open segments, closes what was opened, in reverse. The streams are not
   * over, so that no playlist says so. Has no effect the second time.
   */
  @Override
  public void close() {
    isReady = false;
    closer.close();
  }
}
