package dev.sluice.origin.http.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.http.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An encoder that others wrote pushes while a reader follows. Skipped where the machine has no ffmpeg. */
@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class FfmpegUploadIT {
  private static final String TOKEN = "the-encoders-own-token";
  private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

  @TempDir
  private Path directory;

  private final Set<String> missing = new HashSet<>();
  private final Set<String> read = new HashSet<>();

  @ParameterizedTest
  @CsvSource({"'', ?token=, 0", "'', ?token=, 1", "user:, ?x=, 0"})
  void shouldServeWhatFfmpegPushes(String user, String query, String isPersistent)
      throws Exception {
    Tests.assume(Files.isExecutable(FFMPEG), "there is no " + FFMPEG);
    try (StorageFixture fixture = new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        settings -> settings.authorizer(FfmpegUploadIT::decide))) {
      String userInfo = user.isEmpty() ? "" : user + TOKEN + "@";
      Process ffmpeg = push(fixture, userInfo, query + TOKEN, isPersistent);

      while (ffmpeg.isAlive()) {
        follow(fixture);
        ffmpeg.waitFor(20, TimeUnit.MILLISECONDS);
      }

      assertThat(ffmpeg.exitValue()).as(log()).isZero();
      follow(fixture);
      assertThat(missing).isEmpty();
      assertThat(read).hasSizeGreaterThan(4);
      RawResponse playlist = fixture.get("/cache/ns/cam/v.m3u8");
      assertThat(playlist.text()).contains("#EXT-X-ENDLIST").doesNotContain(TOKEN);
      assertThat(playlist.field("content-type")).isEqualTo("application/vnd.apple.mpegurl");
      fixture.awaitNoLeases();
    }
  }

  private Process push(StorageFixture fixture, String userInfo, String query, String isPersistent)
      throws IOException {
    String base =
        "http://" + userInfo + "127.0.0.1:" + fixture.server.address().getPort() + "/cache/ns/cam/";
    List<String> command = new ArrayList<>(List.of(
        FFMPEG.toString(),
        "-hide_banner",
        "-loglevel",
        "warning",
        "-re",
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=160x120:rate=25",
        "-t",
        "3",
        "-c:v",
        "mpeg2video",
        "-g",
        "12",
        "-f",
        "hls"));
    command.addAll(List.of(
        "-hls_time",
        "0.5",
        "-hls_list_size",
        "4",
        "-hls_flags",
        "delete_segments",
        "-method",
        "PUT",
        "-http_persistent",
        isPersistent,
        "-hls_segment_filename",
        base + "s%d.ts" + query + "&ttl_seconds=60",
        base + "v.m3u8" + query + "&ttl_seconds=60&role=origin"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("log").toFile())
        .start();
  }

  /** Reads the playlist as a player does, and every segment that it has not read. */
  private void follow(StorageFixture fixture) {
    RawResponse playlist = fixture.get("/cache/ns/cam/v.m3u8");
    playlist
        .text()
        .lines()
        .filter(line -> line.endsWith(".ts") || line.contains(".ts?"))
        .forEach(uri -> {
          if (read.add(uri) && fixture.get("/cache/ns/cam/" + uri).status() != 200) {
            missing.add(uri);
          }
        });
  }

  private static Decision decide(
      Permission permission, String namespace, String key, String credential) {
    return permission == Permission.READ || credential.equals(TOKEN)
        ? Decision.ALLOWED
        : Decision.UNAUTHENTICATED;
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("log"));
  }
}
