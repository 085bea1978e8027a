package dev.sluice.packager.dash;

import static dev.sluice.packager.Goldens.assertGolden;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ManifestTextTest {
  private static final long EPOCH_MS = 1_763_696_640_007L;
  private static final ManifestTiming TIMING =
      new ManifestTiming(EPOCH_MS, /* targetDurationSeconds= */ 2, /* partTargetMs= */ 200);
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});

  @Test
  void shouldWriteAManifestLineByLine() {
    assertGolden(getClass(), "live.mpd", ManifestText.of(live()));
  }

  @Test
  void shouldBeWellFormed() throws Exception {
    byte[] bytes = ManifestText.of(live()).getBytes(StandardCharsets.UTF_8);

    Document document = DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));

    assertThat(document.getElementsByTagName("Representation").getLength()).isEqualTo(3);
  }

  @Test
  void shouldSayHowLongAnEndedStreamLasted() {
    String text = ManifestText.of(new ManifestSnapshot(
        TIMING,
        EPOCH_MS + 60_000,
        20_000,
        /* isEnded= */ true,
        /* hasIndependentSegments= */ true,
        live().periods()));

    assertThat(text)
        .contains("mediaPresentationDuration=\"PT60.000S\"")
        .doesNotContain("minimumUpdatePeriod");
  }

  @Test
  void shouldNotPromiseAnAccessPointWhereSegmentsOfVideoMayBeginWithoutOne() {
    ManifestSnapshot live = live();

    String text = ManifestText.of(new ManifestSnapshot(
        TIMING,
        live.publishEpochMs(),
        live.depthMs(),
        /* isEnded= */ false,
        /* hasIndependentSegments= */ false,
        live.periods()));

    assertThat(text.lines().filter(line -> line.contains("<AdaptationSet")))
        .allMatch(line -> line.contains("startWithSAP=\"1\"") == line.contains("\"audio\""));
  }

  private static ManifestSnapshot live() {
    ManifestTrack video = new ManifestTrack(
        "720p30",
        HD,
        "avc1.4d401f",
        2_750_000,
        "cmaf_720p30_init_0.mp4",
        90_000,
        0,
        List.of(
            new ManifestSegment(1_001, 90_000, 180_000),
            new ManifestSegment(1_002, 270_000, 180_000),
            new ManifestSegment(1_003, 450_000, 90_000)));
    ManifestTrack audio = new ManifestTrack(
        "audio",
        STEREO,
        "mp4a.40.2",
        140_000,
        "cmaf_audio_init_0.mp4",
        48_000,
        0,
        List.of(
            new ManifestSegment(1_001, 48_128, 96_256),
            new ManifestSegment(1_002, 144_384, 95_232)));
    ManifestTrack later = new ManifestTrack(
        "720p30",
        HD,
        "avc1.4d401f",
        2_750_000,
        "cmaf_720p30_init_1.mp4",
        90_000,
        9_000,
        List.of(new ManifestSegment(1_004, 9_000, 180_000)));
    return new ManifestSnapshot(
        TIMING,
        EPOCH_MS + 22_000,
        20_000,
        /* isEnded= */ false,
        /* hasIndependentSegments= */ true,
        List.of(
            new ManifestPeriod(1_000, EPOCH_MS, List.of(video, audio)),
            new ManifestPeriod(1_004, EPOCH_MS + 20_000, List.of(later))));
  }
}
