package dev.sluice.origin.live.dvr;

import static dev.sluice.origin.live.dvr.RecordingFixture.FIRST;
import static dev.sluice.origin.live.dvr.RecordingFixture.START_EPOCH_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.tier.HandDriven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemoryExtension.class)
class RecordingJournalsTest {
  private static final RecordingQuery STRETCH =
      new RecordingQuery(START_EPOCH_MS + 3_000, 4_000, /* isDelta= */ false);

  @TempDir
  private Path temporary;

  private JournalFixture fixture;

  @BeforeEach
  void record() {
    fixture = new JournalFixture(temporary);
    fixture.begin(FIRST);
    fixture.record(5);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldListAgainWhatAChannelThatHasEndedLeft() {
    fixture.recording.end();
    fixture.settle();
    String before = fixture.text("dvr_hd.m3u8");

    fixture.kill();

    assertThat(before).endsWith("#EXT-X-ENDLIST\n");
    assertThat(fixture.text("dvr_hd.m3u8")).isEqualTo(before);
    assertThat(fixture.text("dvr.m3u8")).endsWith("\ndvr_hd.m3u8\n");
    assertThat(fixture.names()).allMatch(fixture::isHeld);
    assertThat(fixture.isHeld("init_" + FIRST + ".mp4")).isTrue();
  }

  @Test
  void shouldGoOnWithOneDiscontinuityWhenTheChannelComesBack() {
    fixture.restart();
    String atFirst = fixture.text("dvr_hd.m3u8");
    fixture.begin(FIRST + 50_000);
    fixture.record(2);

    String after = fixture.text("dvr_hd.m3u8");
    assertThat(after)
        .startsWith(atFirst)
        .contains("#EXT-X-MEDIA-SEQUENCE:" + FIRST + "\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n")
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init_" + (FIRST + 50_000) + ".mp4\"\n")
        .doesNotContain("#EXT-X-GAP", "#EXT-X-ENDLIST");
    assertThat(after.split("#EXT-X-DISCONTINUITY\n")).hasSize(2);
    assertThat(fixture.names()).hasSize(7).endsWith(name(FIRST + 50_001));
  }

  @Test
  void shouldGoOnAgainAndAgain() {
    for (int i = 1; i <= 3; i++) {
      fixture.restart();
      fixture.begin(FIRST + i * 1_000L);
      fixture.record(1);
    }

    assertThat(fixture.names())
        .containsExactlyElementsOf(LongStream.of(0, 1, 2, 3, 4, 1_000, 2_000, 3_000)
            .mapToObj(offset -> name(FIRST + offset))
            .toList());
    assertThat(fixture.text("dvr_hd.m3u8").split("#EXT-X-DISCONTINUITY\n")).hasSize(4);
    assertThat(fixture
            .recording
            .playlists()
            .get("dvr_hd.m3u8")
            .window()
            .discontinuitySequence(FIRST + 8))
        .isEqualTo(3);
  }

  @Test
  void shouldGiveNoNumberAgainThatTheJournalMayHaveLost() {
    fixture.recordUnseen();
    assertThat(fixture.names()).endsWith(name(FIRST + 5));
    fixture.kill();
    assertThat(fixture.names()).endsWith(name(FIRST + 4));

    fixture.restart(); // which nobody comes back to, and which knows no more
    fixture.begin(FIRST + 50_000);
    fixture.record(1);

    // 2,250 ms are missing, and a segment is a second at least.
    assertThat(fixture.text("dvr_hd.m3u8"))
        .contains(
            "#EXTINF:0.750000,\n#EXT-X-GAP\ngap_hd_" + (FIRST + 7) + "\n#EXT-X-DISCONTINUITY\n");
    assertThat(fixture.names()).hasSize(9).endsWith(name(FIRST + 50_000));

    fixture.restart();
    fixture.begin(FIRST + 60_000);
    fixture.record(1);
    assertThat(fixture.names()).hasSize(10).endsWith(name(FIRST + 50_000), name(FIRST + 60_000));
  }

  @Test
  void shouldBecomeAVideoOnDemandWhenNobodyComesBack() {
    fixture.kill();
    fixture.settle();
    assertThat(fixture.text("dvr_hd.m3u8")).doesNotContain("#EXT-X-ENDLIST");

    fixture.advanceMs(JournalFixture.RESUME_MS);
    fixture.settle();
    assertThat(fixture.text("dvr_hd.m3u8")).endsWith("#EXT-X-ENDLIST\n");

    fixture.begin(FIRST + 1_000);
    fixture.record(1);
    assertThat(fixture.names()).containsExactly(name(FIRST + 1_000));
  }

  @Test
  void shouldNotPretendToHoldWhatWasOnlyInMemory() {
    fixture.recordUnseen();
    fixture.journals.doWork();

    fixture.kill();

    assertThat(fixture.text("dvr_hd.m3u8")).endsWith("#EXT-X-GAP\n" + name(FIRST + 5) + "\n");
    assertThat(fixture.isHeld(name(FIRST + 5))).isFalse();
    assertThat(fixture.isHeld(name(FIRST + 4))).isTrue();
  }

  @Test
  void shouldLeaveOutWhatTheDiskHasLost() {
    fixture.tier.delete("live", "cam/" + name(FIRST));
    fixture.tier.delete("live", "cam/" + name(FIRST + 2));
    HandDriven.work(fixture.tier);

    fixture.kill();

    assertThat(fixture.names()).hasSize(4).startsWith(name(FIRST + 1));
    assertThat(fixture.text("dvr_hd.m3u8"))
        .contains("#EXT-X-MEDIA-SEQUENCE:" + (FIRST + 1) + "\n")
        .contains("#EXT-X-GAP\n" + name(FIRST + 2) + "\n");
  }

  @Test
  void shouldLeaveOutWhatCannotBePlayedWithoutItsInitSegment() {
    fixture.tier.delete("live", "cam/init_" + FIRST + ".mp4");
    HandDriven.work(fixture.tier);

    fixture.kill();

    assertThat(fixture.text("dvr_hd.m3u8")).isEmpty();
  }

  @Test
  void shouldWriteWhatIsNewWhenTheProcessEnds() {
    fixture.recordUnseen();

    fixture.restart();

    assertThat(fixture.names()).hasSize(6).allMatch(fixture::isHeld);
    assertThat(fixture.text("dvr_hd.m3u8")).doesNotContain("#EXT-X-GAP");
  }

  @Test
  void shouldHoldWhatTheDiskRefusedAtFirst() throws IOException {
    fixture.breakDisk();
    fixture.record(2);
    assertThat(fixture.tier.counters().errors()).isPositive();
    long copies = fixture.tier.counters().copies();

    fixture.mendDisk();
    fixture.settle();
    fixture.settle();
    assertThat(fixture.tier.counters().copies()).isEqualTo(copies + 2);
    fixture.kill();

    assertThat(fixture.names()).hasSize(7).allMatch(fixture::isHeld);
  }

  @Test
  void shouldKeepClipsUntilTheirTime() {
    fixture.recordings.clip("cam", "day", STRETCH, 86_400_000);
    fixture.recordings.clip("cam", "gone", STRETCH, 86_400_000);
    fixture.settle();
    fixture.recordings.removeClip("cam", "gone");
    fixture.settle();
    List<ClipFacts> before = fixture.recordings.clips("cam");
    String text = fixture.text("clip-day_hd.m3u8");

    fixture.kill();
    assertThat(fixture.recordings.clips("cam")).isEqualTo(before).hasSize(1);

    fixture.settle();
    fixture.advanceMs(80_000_000);
    fixture.kill();
    assertThat(fixture.text("clip-day_hd.m3u8")).isEqualTo(text).contains(name(FIRST + 1));
    assertThat(fixture.isHeld(name(FIRST + 1))).isTrue();
    assertThat(fixture.names()).isEmpty();

    fixture.advanceMs(6_400_000 + Recordings.COPY_GRACE_MS);
    fixture.kill();
    assertThat(fixture.recordings.clips("cam")).isEmpty();
    assertThat(fixture.isHeld(name(FIRST + 1))).isFalse();
  }

  @Test
  void shouldAwaitTheChannelWhenTheClockIsSet() {
    fixture.restart();
    fixture.setClock(3_600_000);

    fixture.begin(FIRST + 50_000);
    fixture.record(1);

    assertThat(fixture.names()).hasSize(6).endsWith(name(FIRST + 50_000));
  }

  @Test
  void shouldTellTheNextProcessByTheClockAsItIsSet() {
    fixture.setClock(-3_600_000);
    fixture.recording.end();
    fixture.settle();

    fixture.kill();
    fixture.advanceMs(JournalFixture.LENGTH_MS - 1_000);
    fixture.settle();
    assertThat(fixture.names()).hasSize(5);

    fixture.advanceMs(1_000);
    fixture.settle();
    assertThat(fixture.names()).isEmpty();
  }

  @Test
  void shouldForgetWhatIsOver() {
    fixture.recording.end();
    fixture.settle();
    assertThat(fixture.journalFiles()).hasSize(1);

    fixture.advanceMs(JournalFixture.LENGTH_MS);
    fixture.settle();

    assertThat(fixture.journalFiles()).isEmpty();
  }

  @Test
  void shouldForgetTheFormerLifeWhenTheNextIsListed() {
    fixture.recording.end();
    fixture.settle();
    fixture.begin(FIRST + 1_000);
    fixture.record(2);

    fixture.kill();

    assertThat(fixture.names()).containsExactly(name(FIRST + 1_000), name(FIRST + 1_001));
  }

  @Test
  void shouldGoOnWithoutWhatCannotBeRead() throws IOException {
    for (Path file : fixture.journalFiles()) {
      Files.delete(file);
      Files.createDirectory(file);
    }

    fixture.kill();

    assertThat(fixture.text("dvr_hd.m3u8")).isEmpty();
    fixture.begin(FIRST + 1_000);
    fixture.record(2);
    fixture.kill();
    assertThat(fixture.names()).hasSize(2);
  }

  @Test
  void shouldTryAgainWhenTheDiskHasRoom() throws IOException {
    fixture.recording.end();
    fixture.settle();
    Path directory = fixture.journalDirectory();
    Path aside = directory.resolveSibling("aside");
    Files.move(directory, aside);
    Files.createFile(directory);
    fixture.begin(FIRST + 1_000);
    fixture.record(2);
    Files.delete(directory);
    Files.move(aside, directory);

    fixture.record(1);
    fixture.kill();

    assertThat(fixture.names()).hasSize(3);
  }
}
