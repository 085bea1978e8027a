package dev.sluice.ingest.gateway.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.channel.ChannelsContext;
import dev.sluice.ingest.gateway.config.Configuration;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.rtmp.RtmpContext;
import dev.sluice.ingest.transcode.Ladder;
import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.Rung;
import dev.sluice.ingest.transcode.TranscodeContext;
import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import dev.sluice.origin.OriginContext;
import dev.sluice.origin.auth.AuthorityContext;
import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.storage.StorageContext;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.packager.PackagerContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A context that is made from the default settings is as one that nobody touched. */
class ModuleContextsTest {
  private static final GatewaySettings DEFAULTS =
      Configuration.load(Map.of(), Optional.empty(), Map.of()).settings();

  @Test
  void shouldAgreeWithDefaultsOfHttp() {
    assertThat(ModuleContexts.http(DEFAULTS))
        .usingRecursiveComparison()
        .ignoringFields("metrics", "readiness")
        .isEqualTo(new HttpContext());
  }

  @Test
  void shouldAgreeWithDefaultsOfTheStore() {
    OriginContext context =
        ModuleContexts.origin(DEFAULTS.origin(), new HttpContext(), new Metrics());

    assertThat(context.store())
        .usingRecursiveComparison()
        .ignoringFields("liveReserve")
        .isEqualTo(new StoreContext());
    assertThat(context.store().liveReserve()).isEqualTo(new StoreContext().liveReserve());
  }

  @Test
  void shouldAgreeWithDefaultsOfTheStorageApi() {
    assertThat(ModuleContexts.storage(DEFAULTS))
        .usingRecursiveComparison()
        .ignoringFields("metrics", "authorizer", "namespaceSaver")
        .isEqualTo(new StorageContext());
  }

  @Test
  void shouldAgreeWithDefaultsOfTheAuthority() {
    assertThat(ModuleContexts.authority(DEFAULTS))
        .usingRecursiveComparison()
        .isEqualTo(new AuthorityContext().dataDirectory(DEFAULTS.dataDir()));
  }

  @Test
  void shouldAgreeWithDefaultsOfTheColdTier() {
    assertThat(ModuleContexts.cold(DEFAULTS.origin().cold()))
        .usingRecursiveComparison()
        .isEqualTo(new DirectoryTierContext(Path.of("data", "cold")));
  }

  @Test
  void shouldAgreeWithDefaultsOfNamespaces() {
    Map<String, String> environment =
        Map.of("SLUICE_NAMESPACES", "[{name: ns, hot_capacity: 64MiB}]");
    GatewaySettings settings =
        Configuration.load(Map.of(), Optional.empty(), environment).settings();

    assertThat(ModuleContexts.namespace(settings.namespaces().get(0)))
        .isEqualTo(NamespaceSpec.of("ns", 64 << 20));
  }

  @Test
  void shouldLookAtCredentialsWhereAChannelNeedsAToken() {
    Map<String, String> environment = Map.of(
        "SLUICE_PLAYBACK", "[{channels: free, access: open}, {channels: p*, access: token}]");
    GatewaySettings settings =
        Configuration.load(Map.of(), Optional.empty(), environment).settings();

    assertThat(ModuleContexts.storage(settings).isLiveOpen()).isFalse();
    assertThat(ModuleContexts.authority(settings).playback().playback("paid/playlist.m3u8"))
        .isEqualTo(Playback.TOKEN);
  }

  @Test
  void shouldAgreeWithDefaultsOfThePackager() {
    assertThat(ModuleContexts.packager(DEFAULTS))
        .usingRecursiveComparison()
        .isEqualTo(new PackagerContext());
  }

  @Test
  void shouldAgreeWithDefaultsOfTheTranscoder() {
    assertThat(ModuleContexts.transcode(DEFAULTS))
        .usingRecursiveComparison()
        .ignoringFields("ladders", "encoderOpener")
        .isEqualTo(new TranscodeContext());
  }

  @Test
  void shouldMakeTheLadderThatIsConfigured() {
    assertThat(ModuleContexts.ladders(DEFAULTS))
        .containsExactly(new Ladder(
            "*",
            Passthrough.AUTO,
            128_000,
            Passthrough.AUTO,
            List.of(
                rung("720p30", 720, 2_500_000, 2_750_000),
                rung("480p30", 480, 1_500_000, 1_650_000),
                rung("240p30", 240, 750_000, 825_000))));
  }

  private static Rung rung(String name, int height, int bitrate, int maxBitrate) {
    return new Rung(
        name,
        height,
        30,
        bitrate,
        maxBitrate,
        /* bufferBits= */ bitrate,
        VideoProfile.HIGH,
        EncoderPreset.VERYFAST,
        "auto");
  }

  @Test
  void shouldAgreeWithDefaultsOfChannels() {
    ChannelsContext untouched = new ChannelsContext((channel, firstMediaSequence) -> null);

    assertThat(ModuleContexts.channels(DEFAULTS.channels(), untouched.packagedChannels()))
        .usingRecursiveComparison()
        .isEqualTo(untouched);
  }

  @Test
  void shouldAgreeWithDefaultsOfRtmp() {
    assertThat(ModuleContexts.rtmp(DEFAULTS.rtmp()))
        .usingRecursiveComparison()
        .ignoringFields("counters")
        .isEqualTo(new RtmpContext());
  }
}
