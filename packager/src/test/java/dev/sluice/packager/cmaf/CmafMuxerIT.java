package dev.sluice.packager.cmaf;

import static dev.sluice.packager.Ffmpeg.ffmpeg;
import static dev.sluice.packager.Ffmpeg.ffprobe;
import static dev.sluice.packager.cmaf.CmafAssert.assertCmaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.FlvTags;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.cmaf.Chunk.Sample;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;

/** FFmpeg encodes, the muxer packages, FFmpeg and isoparser read back. */
@Timeout(120)
class CmafMuxerIT {
  private static final int UNITS_PER_CHUNK = 6;

  @TempDir
  private Path directory;

  private MuxedTrack track;

  @AfterEach
  void closeStore() {
    if (track != null) {
      track.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"30000/1001,2", "24000/1001,2", "25,0", "60,3"})
  void shouldKeepEveryPictureWithItsTimes(String rate, String bFrameCount) throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=" + rate,
        "-t",
        "4",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-g",
        "48",
        "-sc_threshold",
        "0",
        "-bf",
        bFrameCount,
        "-vf",
        "setsar=4/3,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709");

    List<Sample> samples = mux(tags);

    List<Tag> units = units(tags);
    assertThat(samples)
        .extracting(Sample::compositionTime)
        .isEqualTo(units.stream().map(Tag::pts90k).toList());
    assertThat(samples)
        .extracting(Sample::isSync)
        .isEqualTo(units.stream().map(Tag::isRandomAccess).toList());
    assertThat(times("out.mp4")).containsExactlyElementsOf(sorted(samples));
    assertThat(hashes("out.mp4")).isEqualTo(hashes("in.flv")).hasSize(units.size());
    assertThat(ffprobe(
            "-show_entries",
            "stream=codec_name,width,height,sample_aspect_ratio,color_primaries",
            path("out.mp4")))
        .contains("stream,h264,320,180,4:3,bt709");
  }

  @Test
  void shouldKeepEveryPictureOfHevc() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30",
        "-t",
        "2",
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none:keyint=30:bframes=2",
        "-vf",
        "setsar=4/3,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709");

    List<Sample> samples = mux(tags);

    assertThat(samples)
        .extracting(Sample::isSync)
        .isEqualTo(units(tags).stream().map(Tag::isRandomAccess).toList());
    assertThat(times("out.mp4")).containsExactlyElementsOf(sorted(samples));
    assertThat(hashes("out.mp4")).isEqualTo(hashes("in.flv")).hasSize(60);
    assertThat(ffprobe(
            "-show_entries",
            "stream=codec_name,codec_tag_string,width,height,sample_aspect_ratio,color_primaries",
            path("out.mp4")))
        .contains("stream,hevc,hvc1,320,180,4:3,bt709");
  }

  @Test
  void shouldKeepEveryPictureOfAv1() throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30",
        "-t",
        "2",
        "-c:v",
        "libaom-av1",
        "-usage",
        "realtime",
        "-cpu-used",
        "8",
        "-g",
        "30");

    List<Sample> samples = mux(tags);

    assertThat(samples)
        .extracting(Sample::isSync)
        .isEqualTo(units(tags).stream().map(Tag::isRandomAccess).toList());
    assertThat(hashes("out.mp4")).isEqualTo(hashes("in.flv")).hasSize(60);
    assertThat(ffprobe(
            "-show_entries", "stream=codec_name,codec_tag_string,width,height", path("out.mp4")))
        .contains("stream,av1,av01,320,180");
  }

  @Test
  void shouldKeepEveryPacketOfOpus() throws IOException {
    List<Tag> tags = encode(
        "-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", "3", "-c:a", "libopus", "-ac", "2");

    List<Sample> samples = mux(tags);

    assertThat(samples).hasSize(units(tags).size());
    assertThat(samples.stream().map(Sample::duration).distinct()).containsExactly(960);
    assertThat(hashes("out.mp4")).hasSizeGreaterThan(148);
    assertThat(ffprobe(
            "-show_entries",
            "stream=codec_name,codec_tag_string,sample_rate,channels",
            path("out.mp4")))
        .contains("stream,opus,Opus,48000,2");
  }

  @ParameterizedTest
  @CsvSource({"aac,44100", "aac,48000", "libmp3lame,44100", "libmp3lame,22050"})
  void shouldKeepEveryFrameOnItsGrid(String encoder, int sampleRate) throws IOException {
    List<Tag> tags = encode(
        "-f",
        "lavfi",
        "-i",
        "sine=sample_rate=" + sampleRate,
        "-t",
        "4",
        "-c:a",
        encoder,
        "-ac",
        "2");

    List<Sample> samples = mux(tags);

    assertThat(samples).hasSameSizeAs(units(tags));
    assertThat(samples.stream().map(Sample::duration).distinct()).hasSize(1);
    assertThat(hashes("out.mp4")).isEqualTo(hashes("in.flv")).isNotEmpty();
    assertThat(ffprobe("-show_entries", "stream=codec_name,sample_rate,channels", path("out.mp4")))
        .contains("stream," + (encoder.equals("aac") ? "aac," : "mp3,") + sampleRate + ",2");
  }

  @Test
  void shouldBeReadByIsoparser() throws IOException {
    List<Sample> samples = mux(encode(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30",
        "-t",
        "2",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast"));

    try (IsoFile file = new IsoFile(directory.resolve("out.mp4").toFile())) {
      assertThat(file.getMovieBox().getTrackCount()).isEqualTo(1);
      List<TrackRunBox> runs = org.mp4parser.tools.Path.getPaths(file, "moof/traf/trun");
      assertThat(runs).hasSize((samples.size() + UNITS_PER_CHUNK - 1) / UNITS_PER_CHUNK);
      assertThat(runs.stream().flatMap(run -> run.getEntries().stream()))
          .extracting(TrackRunBox.Entry::getSampleSize)
          .isEqualTo(
              samples.stream().map(sample -> (long) sample.bytes().length).toList());
    }
  }

  private List<Tag> encode(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("-flvflags", "no_duration_filesize", path("in.flv")));
    ffmpeg(command.toArray(new String[0]));
    return FlvTags.read(directory.resolve("in.flv"));
  }

  /** Writes chunks of the units of the only track, to a file behind the init segment; returns their samples. */
  private List<Sample> mux(List<Tag> tags) throws IOException {
    CmafMuxer muxer = muxer(tags.get(0));
    track = new MuxedTrack(muxer);
    List<Tag> units = units(tags);
    for (int i = 0; i < units.size(); i++) {
      Tag unit = units.get(i);
      if (i > 0 && i % UNITS_PER_CHUNK == 0) {
        track.write(unit.dts90k(), /* isSegmentStart= */ i == UNITS_PER_CHUNK);
      }
      assertThat(track.add(unit.pts90k(), unit.dts90k(), unit.isRandomAccess(), unit.bytes()))
          .isPositive();
    }
    Tag last = units.get(units.size() - 1);
    track.write(2 * last.dts90k() - units.get(units.size() - 2).dts90k());
    List<byte[]> chunks = track.finishChunks();
    writeFiles(muxer.initSegment(), chunks);
    return assertCmaf(chunks).stream()
        .flatMap(chunk -> chunk.samples().stream())
        .toList();
  }

  private void writeFiles(byte[] init, List<byte[]> chunks) throws IOException {
    try (var out = Files.newOutputStream(directory.resolve("out.mp4"))) {
      out.write(init);
      for (byte[] chunk : chunks) {
        out.write(chunk);
      }
    }
  }

  private static CmafMuxer muxer(Tag first) {
    return first.format() instanceof VideoFormat video
        ? CmafMuxer.of(video)
        : CmafMuxer.of((AudioFormat) first.format());
  }

  private static List<Tag> units(List<Tag> tags) {
    return tags.stream().filter(tag -> !tag.isConfiguration()).toList();
  }

  private static List<Long> sorted(List<Sample> samples) {
    return samples.stream().map(Sample::compositionTime).sorted().toList();
  }

  /** Returns the presentation times that FFmpeg finds, in order. */
  private List<Long> times(String file) {
    return ffprobe("-show_entries", "packet=pts", path(file)).stream()
        .filter(line -> line.startsWith("packet,"))
        .map(line -> Long.parseLong(line.split(",")[1]))
        .sorted()
        .toList();
  }

  /** Returns a checksum of every decoded picture or stretch of sound. */
  private List<String> hashes(String file) throws IOException {
    Path hashes = directory.resolve(file + ".hashes");
    ffmpeg(
        "-xerror",
        "-i",
        path(file),
        "-fps_mode",
        "passthrough",
        "-f",
        "framehash",
        "-hash",
        "crc32",
        hashes.toString());
    try (Stream<String> lines = Files.lines(hashes)) {
      return lines
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
          .toList();
    }
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }
}
