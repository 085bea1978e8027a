package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.packager.DashManifest.ListedSegment;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The manifest over what the media playlists list. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafManifestIT {
  private static final String MANIFEST = "manifest.mpd";
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final AudioFormat NO_AUDIO = null;

  private final CmafStream stream = new CmafStream(SegmentFormat.CMAF);

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void shouldListTheSegmentsOfThePlaylistsAndTheOneThatGrows() {
    stream.play("720p30", 0, 6, HD, STEREO);
    stream.awaitText(MANIFEST, "cmaf_audio_$Number%05d$.m4s");
    stream.awaitText(MANIFEST, "<S t=\"90000\" d=\"180000\" r=\"2\"/>");

    assertThat(stream.text(MANIFEST))
        .contains(
            "availabilityStartTime=\"2025-11-21T03:44:00Z\"",
            "<S t=\"0\" d=\"90000\"/>",
            "startNumber=\"1000\"",
            "availabilityTimeOffset=\"1.800\"");
  }

  @Test
  void shouldNotPromiseAccessPointsOnceACutIsForced() {
    stream.play("720p30", 0, 4, HD, STEREO);
    stream.settle();
    assertThat(stream.text(MANIFEST)).contains("contentType=\"video\"", "startWithSAP=\"1\"");

    for (int frame = 4 * CmafStream.FRAMES_PER_SECOND + 1; frame < 300; frame++) {
      stream.picture("720p30", HD, frame, frame, /* isKeyFrame= */ false);
    }
    end();

    assertThat(stream.text(MANIFEST)).contains("mimeType=\"video/mp4\" segmentAlignment=\"true\">");
  }

  @Test
  void shouldBeginAPeriodWhereTimesOrFormatsBreak() {
    stream.play("720p30", 0, 3, HD, STEREO);
    stream.play("720p30", 3, 6, SD, STEREO);
    stream.channel.suspend();
    stream.restart(20);
    stream.play("720p30", 0, 3, SD, STEREO);
    end();

    assertThat(stream.text(MANIFEST))
        .contains(
            "<Period id=\"1000\" start=\"PT0.000S\">",
            "<Period id=\"1002\" start=\"PT3.000S\">",
            "<Period id=\"1004\" start=\"PT20.000S\">")
        .contains("width=\"1280\"", "width=\"640\"", "presentationTimeOffset=\"270000\"");
  }

  @Test
  void shouldKeepWhatItHasDeclaredFromVersionToVersion() {
    List<DashManifest> versions = new ArrayList<>();
    playBySecond(0, 9, HD, versions);
    playBySecond(9, 17, SD, versions);
    stream.channel.suspend();
    stream.restart(30);
    playBySecond(0, 30, SD, versions);

    assertThat(versions).hasSizeGreaterThan(20);
    for (int i = 1; i < versions.size(); i++) {
      versions.get(i).checkFollows(versions.get(i - 1));
    }
    assertThat(versions.stream().flatMap(version -> version.periods().keySet().stream()))
        .contains(1_000L, 1_005L, 1_009L);
  }

  @Test
  void shouldBeginAPeriodWithAllItsTracks() {
    playByPicture(0, 3, HD);
    playByPicture(3, 8, SD);
    stream.channel.suspend();
    stream.restart(20);
    playByPicture(0, 3, SD);
    end();

    assertThat(DashManifest.parse(stream.text(MANIFEST)).periods())
        .containsOnlyKeys(1_000L, 1_002L, 1_005L);
  }

  @Test
  void shouldGoOnWithoutAHoleWhereASegmentBeginsBetweenReorderedPictures() {
    stream.play("720p30", 0, 3, HD, NO_AUDIO);
    for (int i = 0; i < 300; i++) {
      int shown = i == 0 ? 0 : i % 3 == 1 ? i + 2 : i - 1; // I P B B P B B
      stream.picture("720p30", HD, 91 + shown, 90 + i, /* isKeyFrame= */ i == 0);
    }
    stream.channel.end();
    stream.awaitText(MANIFEST, "mediaPresentationDuration");

    assertThat(DashManifest.parse(stream.text(MANIFEST)).segments("720p30")).hasSizeGreaterThan(5);
  }

  @Test
  void shouldNotBeginWithAGap() {
    stream.play("720p30", 0, 3, HD, STEREO);
    stream.play("360p30", 0, 9, SD, STEREO); // feeds the audio once it is far enough ahead
    boolean hasGap = false;
    for (int second = 9; second < 60 && !hasGap; second++) {
      stream.play("360p30", second, second + 1, SD, STEREO);
      stream.settle();
      hasGap = stream.playlist("cmaf_audio.m3u8").media().mediaSegments().get(0).gap();
    }
    assertThat(hasGap).isTrue();

    assertThat(DashManifest.parse(stream.text(MANIFEST)).segments("audio").firstKey())
        .isGreaterThan(stream.playlist("cmaf_audio.m3u8").media().mediaSequence());
  }

  @Test
  void shouldDeclareTheDurationsThatThePlaylistsHave() {
    stream.play("720p30", 0, 14, HD, STEREO);
    end();
    DashManifest manifest = DashManifest.parse(stream.text(MANIFEST));

    for (String track : List.of("720p30", "audio")) {
      LowLatencyPlaylist playlist = stream.playlist("cmaf_" + track + ".m3u8");
      assertThat(manifest.segments(track).lastKey()).isEqualTo(playlist.lastSequence());
      long number = playlist.media().mediaSequence();
      for (MediaSegment segment : playlist.media().mediaSegments()) {
        ListedSegment listed = manifest.segments(track).get(number++);
        double timescale = manifest.track(track).timescale();
        assertThat(listed.duration() / timescale)
            .as(segment.uri())
            .isCloseTo(segment.duration(), within(0.000_02));
      }
    }
  }

  @Test
  void shouldEndWithTheStreamAndBeTakenAwayWhenClosed() {
    stream.play("720p30", 0, 3, HD, STEREO);
    end();
    assertThat(stream.text(MANIFEST)).contains("mediaPresentationDuration=\"PT3.");

    stream.channel.close();
    Tests.await(() -> stream.bytes(MANIFEST).length == 0, "no manifest");
  }

  /** Publishes, and reads the manifest after every second. */
  private void playBySecond(int from, int to, VideoFormat video, List<DashManifest> versions) {
    for (int second = from; second < to; second++) {
      stream.play("720p30", second, second + 1, video, STEREO);
      stream.settle();
      if (stream.has(MANIFEST)) {
        versions.add(DashManifest.parse(stream.text(MANIFEST)));
      }
    }
  }

  /** Publishes, and looks at every version of the manifest. */
  private void playByPicture(int from, int to, VideoFormat video) {
    for (int frame = from * CmafStream.FRAMES_PER_SECOND;
        frame < to * CmafStream.FRAMES_PER_SECOND;
        frame++) {
      stream.picture("720p30", video, frame);
      checkTracks();
      stream.sound("720p30", STEREO, frame);
      checkTracks();
    }
  }

  private void checkTracks() {
    stream.settle();
    if (stream.has(MANIFEST)) {
      assertThat(DashManifest.parse(stream.text(MANIFEST)).periods().values())
          .allSatisfy(period -> assertThat(period.tracks()).containsOnlyKeys("720p30", "audio"));
    }
  }

  private void end() {
    stream.end("cmaf_audio.m3u8");
    stream.awaitText(MANIFEST, "mediaPresentationDuration");
  }
}
