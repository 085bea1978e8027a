package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
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
  void shouldEndWithTheStreamAndBeTakenAwayWhenClosed() {
    stream.play("720p30", 0, 3, HD, STEREO);
    end();
    assertThat(stream.text(MANIFEST)).contains("mediaPresentationDuration=\"PT3.");

    stream.channel.close();
    Tests.await(() -> stream.bytes(MANIFEST).length == 0, "no manifest");
  }

  private void end() {
    stream.end("cmaf_audio.m3u8");
    stream.awaitText(MANIFEST, "mediaPresentationDuration");
  }
}
