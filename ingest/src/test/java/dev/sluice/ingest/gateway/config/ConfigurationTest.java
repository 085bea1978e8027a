package dev.sluice.ingest.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.gateway.settings.AuthMode;
import dev.sluice.ingest.gateway.settings.BitRate;
import dev.sluice.ingest.gateway.settings.ByteSize;
import dev.sluice.ingest.gateway.settings.GatewaySettings;
import dev.sluice.ingest.gateway.settings.HostPort;
import dev.sluice.ingest.gateway.settings.NamespaceSettings;
import dev.sluice.ingest.gateway.settings.RungSettings;
import dev.sluice.packager.SegmentFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir
  private Path directory;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("sluice.yaml");
  }

  @Test
  void shouldReadOutputsAsAListOrWithCommas() throws IOException {
    write("outputs: [cmaf]\n");

    assertThat(load(Map.of()).settings().outputs().formats()).containsExactly(SegmentFormat.CMAF);
    assertThat(load(Map.of("SLUICE_OUTPUTS", "ts,cmaf")).settings().outputs().formats())
        .containsExactly(SegmentFormat.TS, SegmentFormat.CMAF);
  }

  @Test
  void shouldHaveDefaultsWithoutAnySource() {
    GatewaySettings settings =
        Configuration.load(Map.of(), Optional.empty(), Map.of()).settings();

    assertThat(settings.http().listen()).isEqualTo(new HostPort("", 8080));
    assertThat(settings.auth()).isEqualTo(AuthMode.KEYS);
    assertThat(settings.packager().segmentMax()).isEqualTo(Duration.ofMillis(2500));
    assertThat(settings.origin().hotCapacity().bytes()).isEqualTo(1L << 30);
  }

  @Test
  void shouldPreferEnvironmentToFileToPresetToDefault() throws IOException {
    write("http: {threads: 3, max_connections: 3}");
    Map<String, String> presets =
        Map.of("http.threads", "2", "http.max_connections", "2", "rtmp.max_connections", "2");

    GatewaySettings settings = Configuration.load(
            presets, Optional.of(file), Map.of("SLUICE_HTTP_THREADS", "4"))
        .settings();

    assertThat(settings.http().threads()).isEqualTo(4);
    assertThat(settings.http().maxConnections()).isEqualTo(3);
    assertThat(settings.rtmp().maxConnections()).isEqualTo(2);
    assertThat(settings.channels().max()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "http: {lisen: 1}|:1:8: http.lisen: unknown key (nearest: http.listen)",
        "htp: {listen: 1}|:1:1: htp: unknown key (nearest: http)",
        "listen: ':80'|:1:1: listen: unknown key (nearest: http.listen)",
        "{auth: open, auth: keys}|:1:14: auth: given twice (first: FILE:1:2)",
        "auth: maybe|:1:7: auth: maybe (expected: one of keys, open)",
        "auth: [open]|:1:7: auth: a list of 1 (expected: one of keys, open)",
        "auth: {open: 1}|:1:7: auth: a section (expected: one of keys, open)",
        "auth:|:1:6: auth: nothing (expected: one of keys, open)",
        "http: 80|:1:7: http: 80 (expected: a section of keys)",
        "http: [80]|:1:7: http: a list of 1 (expected: a section of keys)",
        "http: {threads: 257}|:1:17: http.threads: 257 (expected: a whole number, 0 to 256)",
        "http: {threads: -1}|:1:17: http.threads: -1 (expected: a whole number, 0 to 256)",
        "http: {threads: two}|:1:17: http.threads: two (expected: a whole number, 0 to 256)",
        "http: {listen: 8080}|:1:16: http.listen: 8080"
            + " (expected: HOST:PORT or :PORT with a port of 0 to 65535)",
        "http: {idle_timeout: 75}|:1:22: http.idle_timeout: 75"
            + " (expected: a duration such as 2s, 250ms or 1h, 1s to 1h)",
        "http: {idle_timeout: 2h}|:1:22: http.idle_timeout: 2h"
            + " (expected: a duration such as 2s, 250ms or 1h, 1s to 1h)",
        "origin: {hot_capacity: 1G}|:1:24: origin.hot_capacity: 1G"
            + " (expected: a size such as 64KiB or 10MB, 16MiB to 1024GiB)",
        "packager: {ring_size: 100}|:1:23: packager.ring_size: 100 (expected: a power of two)",
        "packager: {segment_min: 3s}|:1:25: packager.segment_min: 3s"
            + " (expected: at most packager.segment_target)",
        "transcode: {enabled: yes}|:1:22: transcode.enabled: yes (expected: true or false)",
        "transcode: {max_picture: 4k}|:1:26: transcode.max_picture: 4k"
            + " (expected: WIDTHxHEIGHT in pixels, each 64 to 8192)",
        "transcode: {encoder: x-264}|:1:22: transcode.encoder: x-264"
            + " (expected: auto, or FFmpeg's name of an encoder such as libx264)",
        "transcode: {thumbnail_interval: 500ms}|:1:33: transcode.thumbnail_interval: 500ms"
            + " (expected: 0s, or 1s to 1h)",
        "origin: {hot_capacity: 16MiB, live_reserve: 17MiB}|:1:45: origin.live_reserve: 17MiB"
            + " (expected: at most hot_capacity, 16MiB)",
        "origin: {cold: {type: s3}}|:1:23: origin.cold.type: s3"
            + " (expected: one of none, directory)",
        "tokens: {issuer: a}|:1:18: tokens.issuer: a"
            + " (expected: issuer, jwks_url and audience, or none of them)",
        "tokens: {issuer: a, audience: b, jwks_url: 'http://c/'}|:1:44: tokens.jwks_url: http://c/"
            + " (expected: https://HOST/… or http:// on loopback, with an issuer and an audience)",
        "tokens: {jwks_url: keys}|:1:20: tokens.jwks_url: keys (expected: a URL)",
        "tokens: {algorithms: HS256}|:1:22: tokens.algorithms: HS256"
            + " (expected: some of RS256, ES256 and EdDSA, with commas between them)",
        "tokens: {cache_entries: 100}|:1:25: tokens.cache_entries: 100 (expected: a power of two)",
        "playback: [{channels: a/b, access: open}]|:1:23: playback.0.channels: a/b"
            + " (expected: a channel's name, in which * stands for any number of characters)",
        "playback: [{channels: a}]|:1:12: playback.0.access: left out"
            + " (expected: one of open, token)",
        "- auth|:1:1: a list of 1 (expected: keys and values)",
        "[auth]: open|:1:1: a list of 1 (expected: a key)",
        "auth: \"open|:1:12: not YAML: found unexpected end of stream",
      })
  void shouldSayWhereWhatAndWhy(String yaml, String fault) throws IOException {
    write(yaml);

    assertThatThrownBy(() -> load(Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file + fault.replace("FILE", file.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ladders: all|:1:10: ladders: all (expected: a list of 0 to 100 sections)",
        "ladders: {channels: a}|:1:10: ladders: a section (expected: a list of 0 to 100 sections)",
        "ladders:|:1:9: ladders: nothing (expected: a list of 0 to 100 sections)",
        "ladders: [all]|:1:11: ladders.0: all (expected: a section of keys)",
        "ladders: [{chanels: a}]|:1:12: ladders.0.chanels: unknown key (nearest: ladders.0.channels)",
        "ladders: [{rungs: []}]|:1:11: ladders.0.channels: left out"
            + " (expected: a text without line breaks)",
        "ladders: [{channels: ''}]|:1:22: ladders.0.channels: "
            + " (expected: a text without line breaks)",
        "ladders: [{channels: 'a/b'}]|:1:22: ladders.0.channels: a/b"
            + " (expected: a channel's name, in which * stands for any number of characters)",
        "ladders: [{channels: '*'}, {channels: a}]|:1:39: ladders.1.channels: a"
            + " (expected: channels that the ladder for * above leaves over)",
        "ladders: [{channels: a, passthrough: yes}]|:1:38: ladders.0.passthrough: yes"
            + " (expected: one of auto, never, always)",
        "ladders: [{channels: a, audio_bitrate: 128}]|:1:40: ladders.0.audio_bitrate: 128"
            + " (expected: a bit rate such as 2500kb/s or 6Mb/s, 16kb/s to 512kb/s)",
      })
  void shouldSayWhatIsWrongWithLadders(String yaml, String fault) throws IOException {
    write(yaml);

    // What an item was meant to say may then be missing as well.
    assertThatThrownBy(() -> load(Map.of())).hasMessageStartingWith(file + fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{bitrate: 1Mb/s}|:1:34: RUNG.0.height: left out (expected: a whole number, 64 to 4320)",
        "{height: 721, bitrate: 1Mb/s}|:1:43: RUNG.0.height: 721"
            + " (expected: an even number, since colours have half the lines)",
        "{height: 62, bitrate: 1Mb/s}|:1:43: RUNG.0.height: 62 (expected: a whole number, 64 to 4320)",
        "{height: 72, bitrate: 9Gb/s}|:1:56: RUNG.0.bitrate: 9Gb/s"
            + " (expected: a bit rate such as 2500kb/s or 6Mb/s, 50kb/s to 50Mb/s)",
        "{height: 72, bitrate: 3Mb/s, max_bitrate: 2Mb/s}|:1:76: RUNG.0.max_bitrate: 2Mb/s"
            + " (expected: at least bitrate, 3000kb/s)",
        "{height: 72, bitrate: 3Mb/s, name: HD}|:1:69: RUNG.0.name: HD"
            + " (expected: 1 to 32 lower-case letters, digits and _, but not audio)",
        "{height: 72, bitrate: 3Mb/s, name: audio}|:1:69: RUNG.0.name: audio"
            + " (expected: 1 to 32 lower-case letters, digits and _, but not audio)",
        "{height: 72, bitrate: 3Mb/s}, {height: 72, bitrate: 1Mb/s}|:1:64: RUNG.1.name: left out"
            + " (expected: another name than 72p30, which a rung above has)",
        "{height: 72, bitrate: 3Mb/s}, {height: 144, bitrate: 1Mb/s}|:1:73: RUNG.1.height: 144"
            + " (expected: no larger rung than the one above it)",
        "{height: 72, bitrate: 3Mb/s, preset: quick}|:1:71: RUNG.0.preset: quick (expected: one of"
            + " ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow)",
        "{height: 72, bitrate: 3Mb/s, frame_rate: 2, buffer: 400ms}|:1:86: RUNG.0.buffer: 400ms"
            + " (expected: at least the time of a frame at frame_rate)",
        "{height: 72, bitrate: 3Mb/s, buffer: 20s}|:1:71: RUNG.0.buffer: 20s"
            + " (expected: a duration such as 2s, 250ms or 1h, 100ms to 4s)",
      })
  void shouldSayWhatIsWrongWithRungs(String rungs, String fault) throws IOException {
    write("ladders: [{channels: a, rungs: [ " + rungs + "]}]");

    assertThatThrownBy(() -> load(Map.of()))
        .hasMessage(file + fault.replace("RUNG", "ladders.0.rungs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{hot_capacity: 1MiB}|:1:14: NS.0.name: left out (expected: a text without line breaks)",
        "{name: Live, hot_capacity: 1MiB}|:1:21: NS.0.name: Live (expected: 1 to 63 of a-z, 0-9,"
            + " dots, hyphens and underscores, the first a letter or digit, but not live)",
        "{name: live, hot_capacity: 1MiB}|:1:21: NS.0.name: live (expected: 1 to 63 of a-z, 0-9,"
            + " dots, hyphens and underscores, the first a letter or digit, but not live)",
        "{name: a}|:1:14: NS.0.hot_capacity: left out"
            + " (expected: a size such as 64KiB or 10MB, 512KiB to 1024GiB)",
        "{name: a, hot_capacity: 1MiB, max_object_size: 2MiB}|:1:61: NS.0.max_object_size: 2MiB"
            + " (expected: at most hot_capacity, 1MiB)",
        "{name: a, hot_capacity: 1MiB, max_ttl: 1m}|:1:14: NS.0.default_ttl: 1h"
            + " (expected: at most max_ttl, 60s)",
        "{name: a, hot_capacity: 1MiB}, {name: a, hot_capacity: 1MiB}|:1:52: NS.1.name: a"
            + " (expected: a name that no namespace above has)",
        "{name: a, hot_capacity: 9MiB}|:1:38: NS.0.hot_capacity: 9MiB (expected: at most 8MiB,"
            + " which origin.live_reserve and the namespaces above leave of origin.hot_capacity)",
        "{name: a, hot_capacity: 5MiB}, {name: b, hot_capacity: 4MiB}|:1:69: NS.1.hot_capacity:"
            + " 4MiB (expected: at most 3MiB, which origin.live_reserve and the namespaces above"
            + " leave of origin.hot_capacity)",
      })
  void shouldSayWhatIsWrongWithNamespaces(String namespaces, String fault) throws IOException {
    write("namespaces: [" + namespaces + "]\norigin: {hot_capacity: 16MiB}");

    assertThatThrownBy(() -> load(Map.of())).hasMessage(file + fault.replace("NS", "namespaces"));
  }

  @Test
  void shouldDeriveWhatTheStorageLeavesOut() throws IOException {
    write("{data_dir: /var/lib/sluice, origin: {hot_capacity: 64MiB}, "
        + "namespaces: [{name: a, hot_capacity: 1MiB}, {name: b, hot_capacity: 20MiB}]}");

    GatewaySettings settings = load(Map.of()).settings();

    assertThat(settings.origin().liveReserve()).contains(new ByteSize(32 << 20));
    assertThat(settings.origin().cold().path()).contains(Path.of("/var/lib/sluice/cold"));
    assertThat(settings.namespaces())
        .extracting(NamespaceSettings::maxObjectSize)
        .containsExactly(Optional.of(new ByteSize(1 << 20)), Optional.of(new ByteSize(10_000_000)));
  }

  @Test
  void shouldTakeNamespacesFromTheEnvironment() throws IOException {
    write("namespaces: [{name: a, hot_capacity: 1MiB}]");

    GatewaySettings settings = load(Map.of(
            "SLUICE_NAMESPACES_0_DEFAULT_TTL", "5m",
            "SLUICE_NAMESPACES_1_NAME", "b",
            "SLUICE_NAMESPACES_1_HOT_CAPACITY", "2MiB"))
        .settings();

    assertThat(settings.namespaces()).extracting(NamespaceSettings::name).containsExactly("a", "b");
    assertThat(settings.namespaces().get(0).defaultTtl()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void shouldReplaceDefaultListByThatOfTheFile() throws IOException {
    write("ladders: [{channels: radio, rungs: []}]");

    assertThat(load(Map.of()).settings().ladders())
        .singleElement()
        .satisfies(ladder -> assertThat(ladder.rungs()).isEmpty());
  }

  @Test
  void shouldDeriveWhatARungLeavesOut() throws IOException {
    write("ladders: [{channels: a, rungs: [{height: 360, frame_rate: 25, bitrate: 1Mb/s}]}]");

    RungSettings rung = load(Map.of()).settings().ladders().get(0).rungs().get(0);

    assertThat(rung.name()).contains("360p25");
    assertThat(rung.maxBitrate()).contains(new BitRate(1_100_000));
    assertThat(rung.bufferBits()).isEqualTo(1_000_000);
  }

  @Test
  void shouldPrintLists() throws IOException {
    write("ladders:\n  - channels: a\n    rungs: [{height: 72, bitrate: 1Mb/s}]\n"
        + "  - channels: b\n    rungs: []\n");

    assertThat(load(Map.of()).yaml())
        .contains("""
        ladders:  # FILE:2:3
          - channels: a  # FILE:2:15
            passthrough: auto
            audio_bitrate: "128kb/s"
            audio_passthrough: auto
            rungs:  # FILE:3:12
              - name: 72p30  # derived
                height: 72  # FILE:3:22
                frame_rate: 30
                bitrate: 1Mb/s  # FILE:3:35
                max_bitrate: 1100kb/s  # derived
                buffer: 1s
                profile: high
                preset: veryfast
                encoder: auto
          - channels: b  # FILE:4:15
        """.replace("FILE", file.toString()).replace("\"", ""));
    assertThat(load(Map.of()).yaml()).contains("    rungs: []  # " + file + ":5:12\n");
  }

  @Test
  void shouldReportEveryFaultAtOnce() throws IOException {
    write("auth: maybe\nhttp:\n  threads: many\n  nope: 1\n");

    assertThatThrownBy(() -> load(Map.of("SLUICE_LOG_LEVEL", "loud", "SLUICE_NOPE", "1")))
        .hasMessageContainingAll(
            ":1:7: auth: maybe",
            ":3:12: http.threads: many",
            ":4:3: http.nope: unknown key",
            "SLUICE_LOG_LEVEL: log.level: loud (expected: one of error, warn, info, debug)",
            "SLUICE_NOPE: unknown variable");
  }

  @Test
  void shouldReportFileThatIsNotThere() {
    assertThatThrownBy(() -> load(Map.of())).hasMessage(file + ": no such file");
  }

  @Test
  void shouldReportFileThatIsNotText() throws IOException {
    Files.write(file, "auth: \u00e4".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> load(Map.of())).hasMessage(file + ": not UTF-8");
  }

  @Test
  void shouldTakeEmptyFileAndEmptySection() throws IOException {
    write("# nothing\n");
    assertThat(load(Map.of()).settings().http().threads()).isZero();

    write("http:\n");
    assertThat(load(Map.of()).settings().http().threads()).isZero();
  }

  @Test
  void shouldPrintWhatGivesTheSameSettings() throws IOException {
    write("http: {listen: '127.0.0.1:9090', cors_origin: 'https://a.example'}\n"
        + "ladders: [{channels: 'a*', rungs: [{height: 72, bitrate: 1Mb/s}]}, {channels: '*'}]\n"
        + "tokens: {issuer: 'a b', audience: c, jwks_url: 'https://d/?e=f'}\n"
        + "playback: [{channels: 'p*', access: token}]\n"
        + "origin: {live_reserve: 100MB, cold: {type: directory, path: cold}}\n"
        + "namespaces: [{name: n, hot_capacity: 1MiB, guard: false, read_bytes: 1MB}]\n");
    Configuration configuration = load(Map.of("SLUICE_AUTH", "open"));

    write(configuration.yaml());

    assertThat(load(Map.of()).settings()).isEqualTo(configuration.settings());
    assertThat(configuration.yaml())
        .contains("auth: open  # SLUICE_AUTH\n")
        .contains("  listen: \"127.0.0.1:9090\"  # " + file + ":1:16\n");
  }

  private Configuration load(Map<String, String> environment) {
    return Configuration.load(Map.of(), Optional.of(file), environment);
  }

  private void write(String yaml) throws IOException {
    Files.writeString(file, yaml);
  }
}
