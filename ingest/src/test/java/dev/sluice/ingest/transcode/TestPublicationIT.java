package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.Tests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TestPublicationIT {
  private final BundledFfmpeg ffmpeg = BundledFfmpeg.unpack(Path.of("target", "native"));

  @TempDir
  private Path directory;

  @Test
  void shouldCopyTracksThatRtmpCarriesAndEncodeOthers() throws InterruptedException {
    Path carried = make("carried.mp4", "-c:v", "libx264", "-c:a", "aac");
    Path other = make("other.mkv", "-c:v", "mpeg4", "-c:a", "flac");

    assertThat(TestPublication.file(ffmpeg, carried).orElseThrow())
        .containsSequence("-c:v", "copy")
        .containsSequence("-c:a", "copy");
    assertThat(TestPublication.file(ffmpeg, other).orElseThrow())
        .containsSequence("-c:v", "libx264")
        .containsSequence("-c:a", "aac");
  }

  @Test
  void shouldFindNothingInAFileThatIsNoMedia() throws IOException, InterruptedException {
    Path text = Files.writeString(directory.resolve("text"), "no media\n".repeat(100));

    assertThat(TestPublication.file(ffmpeg, text)).isEmpty();
  }

  @Test
  void shouldEndWhenItIsClosed() throws InterruptedException {
    List<String> arguments = new ArrayList<>(TestPublication.testCard(ffmpeg));
    arguments.addAll(List.of("-f", "null", "-"));
    FfmpegProcess process = ffmpeg.ffmpeg(arguments, line -> {});
    Tests.await(process::isRunning, "it runs");

    process.close();
    process.close();

    assertThat(process.isRunning()).isFalse();
    assertThat(ProcessHandle.of(process.pid())).isEmpty();
  }

  @Test
  void shouldKeepTheLastOfManyErrors() throws InterruptedException {
    FfmpegProcess process =
        ffmpeg.ffmpeg(List.of("-i", directory.resolve("none").toString()), line -> {});

    assertThat(process.awaitExit(20, TimeUnit.SECONDS))
        .isNotEqualTo(OptionalInt.of(0))
        .isPresent();
    assertThat(process.errors())
        .hasSizeLessThanOrEqualTo(20)
        .anyMatch(l -> l.contains("No such file"));
  }

  private Path make(String name, String... codecs) throws InterruptedException {
    Path file = directory.resolve(name);
    List<String> arguments =
        new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1"));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=duration=1"));
    arguments.addAll(List.of(codecs));
    arguments.add(file.toString());
    try (FfmpegProcess process = ffmpeg.ffmpeg(arguments, line -> {})) {
      assertThat(process.awaitExit(20, TimeUnit.SECONDS)).isEqualTo(OptionalInt.of(0));
    }
    return file;
  }
}
