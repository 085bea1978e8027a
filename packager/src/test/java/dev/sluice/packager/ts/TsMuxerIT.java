package dev.sluice.packager.ts;

import static dev.sluice.packager.Ffmpeg.ffmpeg;
import static dev.sluice.packager.Ffmpeg.ffprobe;
import static dev.sluice.packager.ts.TsAssert.assertTs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.FlvTags;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg encodes, the muxer packages, FFmpeg reads back. */
@Timeout(120)
class TsMuxerIT {
  private static final long AUDIO_SEGMENT_90K = 180_000;

  @TempDir
  private Path directory;

  private final MuxedSegments segments = new MuxedSegments();

  @AfterEach
  void closeStore() {
    segments.close();
  }

  @Test
  void shouldKeepEveryPictureAndFrameOfBFramesAt25FpsAnd44100Hz() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=25",
        "-f",
        "lavfi",
        "-i",
        "sine=sample_rate=44100",
        "-t",
        "6",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-g",
        "50",
        "-sc_threshold",
        "0",
        "-bf",
        "2",
        "-c:a",
        "aac",
        "-ac",
        "2");

    byte[][] written = mux(tags);

    assertThat(assertTs(written)).hasSize(3);
    assertThat(packetCount("v")).isEqualTo(150);
    assertThat(packetCount("a"))
        .isEqualTo(tags.stream()
            .filter(tag -> !tag.isVideo() && !tag.isConfiguration())
            .count());
    assertThat(pictures("out.ts")).isEqualTo(pictures("in.flv")).hasSize(150);
    assertThat(ffprobe(
            "-show_entries", "stream=codec_name,profile,width,height,sample_rate", path("out.ts")))
        .contains("stream,h264,High,320,180", "stream,aac,LC,44100");
  }

  @Test
  void shouldKeepEveryPictureOfHevc() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30",
        "-t",
        "3",
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none:keyint=30:bframes=2");

    byte[][] written = mux(tags);

    assertThat(assertTs(written)).hasSize(3).allSatisfy(segment -> {
      assertThat(segment.streamTypes()).containsEntry(ProgramTables.VIDEO_PID, 0x24);
      assertThat(segment.video().get(0).nalUnits())
          .extracting(nalUnit -> nalUnit[0] >> 1 & 0x3F)
          .startsWith(35, 32, 33, 34);
    });
    assertThat(pictures("out.ts")).isEqualTo(pictures("in.flv")).hasSize(90);
    assertThat(ffprobe("-show_entries", "stream=codec_name,profile,width,height", path("out.ts")))
        .contains("stream,hevc,Main,320,180");
  }

  @Test
  void shouldCarryVideoAloneAtFiveFramesASecond() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=160x120:rate=5",
        "-t",
        "8",
        "-c:v",
        "libx264",
        "-g",
        "10",
        "-sc_threshold",
        "0",
        "-bf",
        "0");

    assertThat(assertTs(mux(tags))).hasSize(4);
    assertThat(pictures("out.ts")).isEqualTo(pictures("in.flv")).hasSize(40);
  }

  @Test
  void shouldCarryAacAlone() throws IOException {
    List<Tag> tags =
        encode("-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "5", "-c:a", "aac", "-ac", "2");

    assertThat(assertTs(mux(tags))).hasSize(3);
    assertThat(packetCount("a")).isEqualTo(tags.size() - 1);
  }

  @Test
  void shouldCarryMp3Alone() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "sine=sample_rate=44100",
        "-t",
        "5",
        "-c:a",
        "libmp3lame",
        "-b:a",
        "128k");

    assertThat(assertTs(mux(tags))).hasSize(3);
    assertThat(packetCount("a")).isEqualTo(tags.size());
    assertThat(ffprobe("-show_entries", "stream=codec_name,sample_rate", path("out.ts")))
        .contains("stream,mp3,44100");
  }

  private List<Tag> encode(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("-flvflags", "no_duration_filesize", path("in.flv")));
    ffmpeg(command.toArray(new String[0]));
    return FlvTags.read(directory.resolve("in.flv"));
  }

  /** Cuts at random access points, or every two seconds of audio alone; writes the segments to one file. */
  private byte[][] mux(List<Tag> tags) throws IOException {
    Optional<VideoFormat> video = tags.stream()
        .filter(tag -> tag.isVideo() && tag.isConfiguration())
        .map(tag -> (VideoFormat) tag.format())
        .findFirst();
    segments.muxer.tracks(
        video, tags.stream().filter(tag -> !tag.isVideo()).findFirst().map(tag ->
            (AudioFormat) tag.format()));
    long cut90k = Long.MIN_VALUE;
    for (Tag tag : tags) {
      if (tag.isConfiguration()) {
        continue;
      }
      if (video.isPresent() ? tag.isVideo() && tag.isRandomAccess() : tag.dts90k() >= cut90k) {
        segments.begin();
        cut90k = tag.dts90k() + AUDIO_SEGMENT_90K;
      }
      write(tag);
    }
    byte[][] written = segments.finish();
    try (OutputStream out = Files.newOutputStream(directory.resolve("out.ts"))) {
      for (byte[] segment : written) {
        out.write(segment);
      }
    }
    return written;
  }

  private void write(Tag tag) {
    int result = tag.isVideo()
        ? segments.video(tag.pts90k(), tag.dts90k(), tag.isRandomAccess(), tag.bytes())
        : segments.audio(tag.pts90k(), tag.bytes());
    assertThat(result).isPositive();
  }

  /** Returns a checksum of every decoded picture, in order of presentation. */
  private List<String> pictures(String file) throws IOException {
    Path hashes = directory.resolve(file + ".hashes");
    ffmpeg(
        "-xerror",
        "-i",
        path(file),
        "-map",
        "0:v",
        "-fps_mode",
        "passthrough",
        "-f",
        "framehash",
        "-hash",
        "crc32",
        hashes.toString());
    return Files.readAllLines(hashes).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }

  private long packetCount(String stream) {
    return ffprobe("-select_streams", stream, "-show_entries", "packet=pts", path("out.ts"))
        .stream()
        .filter(line -> line.startsWith("packet,"))
        .count();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }
}
