package dev.sluice.packager;

import static dev.sluice.packager.Ffmpeg.ffmpeg;
import static dev.sluice.packager.Ffmpeg.ffprobe;
import static dev.sluice.packager.cmaf.CmafAssert.assertCmaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.cmaf.Chunk;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.TrackFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mp4parser.Box;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentBaseMediaDecodeTimeBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;

/** A ladder as FFmpeg encodes it, packaged; FFmpeg and isoparser read every rendition back. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(180)
class CmafConformanceIT {
  private static final int SEGMENTS = 10;
  private static final int SECONDS = 12;
  private static final int POLL_90K = 45_000;
  private static final List<String> RUNGS = List.of("180p", "90p");
  private static final List<String> RENDITIONS = List.of("180p", "90p", "audio");

  @TempDir
  private Path directory;

  private final CmafStream stream = new CmafStream(new PackagerContext()
      .outputs(Set.of(SegmentFormat.CMAF))
      .segmentTargetMs(1_000)
      .segmentMaxMs(1_500));
  private final ServedParts parts = new ServedParts(stream);

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"30000/1001,30,44100", "25,25,48000"})
  void shouldServeSegmentsThatOthersReadWithoutAComplaint(
      String frameRate, int picturesPerSecond, int sampleRate) throws IOException {
    publish(encode(frameRate, picturesPerSecond, sampleRate));

    for (String rendition : RENDITIONS) {
      List<String> segments = segments(rendition);
      List<Chunk> chunks =
          assertCmaf(segments.stream().map(parts::of).flatMap(List::stream).toList());
      Path file = write(rendition, segments);
      assertReadByIsoparser(file, chunks);
      assertReadByFfmpeg(file, chunks);
    }
  }

  private List<Unit> encode(String frameRate, int picturesPerSecond, int sampleRate) {
    List<Unit> units = new ArrayList<>();
    for (String rung : RUNGS) {
      Path flv = directory.resolve(rung + ".flv");
      ffmpeg(
          "-f",
          "lavfi",
          "-i",
          "testsrc2=size=320x180:rate=" + frameRate,
          "-f",
          "lavfi",
          "-i",
          "sine=sample_rate=" + sampleRate,
          "-t",
          String.valueOf(SECONDS),
          "-vf",
          "scale=-2:" + rung.replace("p", ""),
          "-c:v",
          "libx264",
          "-preset",
          "veryfast",
          "-pix_fmt",
          "yuv420p",
          "-g",
          String.valueOf(picturesPerSecond),
          "-sc_threshold",
          "0",
          "-bf",
          "2",
          "-c:a",
          "aac",
          "-ac",
          "2",
          "-flvflags",
          "no_duration_filesize",
          flv.toString());
      Map<Boolean, TrackFormat> formats = new HashMap<>();
      for (Tag tag : FlvTags.read(flv)) {
        if (tag.isConfiguration()) {
          formats.put(tag.isVideo(), format(tag));
        } else {
          units.add(new Unit(rung, formats.get(tag.isVideo()), tag));
        }
      }
    }
    units.sort(Comparator.comparingLong(unit -> unit.tag().dts90k()));
    return units;
  }

  private static TrackFormat format(Tag tag) {
    return tag.isVideo()
        ? AvcConfiguration.parse(tag.bytes())
        : AacConfiguration.parse(tag.bytes());
  }

  /** Publishes all, and reads the parts on the way, before they leave the playlists. */
  private void publish(List<Unit> units) {
    long next90k = POLL_90K;
    for (Unit unit : units) {
      Tag tag = unit.tag();
      if (tag.dts90k() >= next90k) {
        stream.settle();
        fetchParts();
        next90k += POLL_90K;
      }
      stream.publish(
          unit.rung(),
          unit.format(),
          tag.pts90k(),
          tag.dts90k(),
          tag.isRandomAccess(),
          tag.bytes());
    }
    stream.end("cmaf_audio.m3u8");
    fetchParts();
  }

  private void fetchParts() {
    RENDITIONS.forEach(rendition -> parts.fetch("cmaf_" + rendition + ".m3u8"));
  }

  private List<String> segments(String rendition) {
    List<String> listed =
        stream.playlist("cmaf_" + rendition + ".m3u8").media().mediaSegments().stream()
            .map(MediaSegment::uri)
            .toList();
    assertThat(listed).as(rendition).hasSizeGreaterThanOrEqualTo(SEGMENTS);
    return listed.subList(listed.size() - SEGMENTS, listed.size());
  }

  private Path write(String rendition, List<String> segments) throws IOException {
    Path file = directory.resolve(rendition + ".mp4");
    try (var out = Files.newOutputStream(file)) {
      out.write(stream.bytes("cmaf_" + rendition + "_init_01000.mp4"));
      for (String segment : segments) {
        out.write(stream.bytes(segment));
      }
    }
    return file;
  }

  private static void assertReadByIsoparser(Path file, List<Chunk> chunks) throws IOException {
    try (IsoFile iso = new IsoFile(file.toFile())) {
      assertThat(String.join(" ", iso.getBoxes().stream().map(Box::getType).toList()))
          .matches("ftyp moov( styp( prft moof mdat)+){" + SEGMENTS + "}");
      List<TrackFragmentBaseMediaDecodeTimeBox> times =
          org.mp4parser.tools.Path.getPaths(iso, "moof/traf/tfdt");
      List<TrackRunBox> runs = org.mp4parser.tools.Path.getPaths(iso, "moof/traf/trun");
      assertThat(times)
          .extracting(TrackFragmentBaseMediaDecodeTimeBox::getBaseMediaDecodeTime)
          .isEqualTo(chunks.stream().map(Chunk::decodeTime).toList());
      assertThat(runs.stream().flatMap(run -> run.getEntries().stream()))
          .extracting(TrackRunBox.Entry::getSampleSize)
          .isEqualTo(chunks.stream()
              .flatMap(chunk -> chunk.samples().stream())
              .map(sample -> (long) sample.bytes().length)
              .toList());
    }
  }

  private static void assertReadByFfmpeg(Path file, List<Chunk> chunks) {
    long samples = chunks.stream().mapToLong(chunk -> chunk.samples().size()).sum();
    assertThat(ffprobe(
            "-v",
            "warning",
            "-count_frames",
            "-show_entries",
            "stream=nb_read_frames",
            file.toString()))
        .containsExactly("stream," + samples);
    ffmpeg("-v", "warning", "-xerror", "-i", file.toString(), "-f", "null", "-");
  }

  /** An access unit of a rung. */
  private record Unit(String rung, TrackFormat format, Tag tag) {}
}
