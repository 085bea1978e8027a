package dev.sluice.origin.live.dvr;

import static dev.sluice.origin.live.dvr.RecordingFixture.FIRST;
import static dev.sluice.origin.live.dvr.RecordingFixture.MULTIVARIANT;
import static dev.sluice.origin.live.dvr.RecordingFixture.START_EPOCH_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.cut;
import static dev.sluice.origin.live.dvr.RecordingFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class RecordingsTest {
  private static final long LENGTH_MS = 100_000; // 50 segments

  private final RecordingFixture fixture = new RecordingFixture(LENGTH_MS);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldNameTheRecordedPlaylists() {
    fixture.record(1);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(fixture.text("dvr.m3u8"))
        .contains("URI=\"dvr_audio.m3u8\"\n")
        .endsWith("\ndvr_hd.m3u8\n");
  }

  @Test
  void shouldHandACutOnToTheMediaPlaylists() {
    fixture.record(1);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(fixture.text("dvr.m3u8", cut(START_EPOCH_MS, 1_500)))
        .contains("URI=\"dvr_audio.m3u8?start=1700000000.000&duration=1.500\"\n")
        .endsWith("\ndvr_hd.m3u8?start=1700000000.000&duration=1.500\n");
  }

  @Test
  void shouldBecomeAVideoOnDemandThatIsHeldForTheLengthOfTheWindow() {
    fixture.record(50);
    fixture.recording.end();
    String atEnd = fixture.text("dvr_hd.m3u8");
    assertThat(atEnd).contains("#EXT-X-PLAYLIST-TYPE:VOD\n").endsWith("#EXT-X-ENDLIST\n");

    fixture.sweep((int) (LENGTH_MS / 250) - 2);
    assertThat(fixture.text("dvr_hd.m3u8")).isEqualTo(atEnd);
    assertThat(fixture.store.live().contains("cam/" + name(FIRST))).isTrue();

    fixture.sweep(3);
    assertThat(fixture.recordings.find("cam/dvr_hd.m3u8")).isEmpty();
    fixture.sweep(300);
    assertThat(fixture.store.live().contains("cam/" + name(FIRST))).isFalse();
  }

  @Test
  void shouldGoOnWhenTheClockIsSetBack() {
    fixture.record(1);
    fixture.sweep(1);

    fixture.setClock(-3_600_000);
    fixture.advanceMs(250);
    assertThat(fixture.recordings.doWork()).isPositive();
  }

  @Test
  void shouldKeepItsWindowWhenTheClockIsSetForward() {
    fixture.record(40);
    fixture.setClock(3_600_000);

    fixture.sweep(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(40);

    fixture.record(40);
    fixture.sweep(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(50).endsWith(name(FIRST + 79));
  }

  @Test
  void shouldKeepWhatHasEndedWhenTheClockIsSet() {
    fixture.record(20);
    fixture.recording.multivariant(MULTIVARIANT);
    fixture.recordings.clip("cam", "goal", cut(START_EPOCH_MS, 4_000), RecordingQuery.ALL);
    fixture.recording.end();

    fixture.setClock(3_600_000);
    fixture.sweep(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(20);
    assertThat(fixture.text("clip-goal_hd.m3u8")).isNotEmpty();

    fixture.setClock(-7_200_000);
    fixture.sweep((int) (LENGTH_MS / 250));
    assertThat(fixture.text("dvr_hd.m3u8")).isEmpty();
    assertThat(fixture.text("clip-goal_hd.m3u8")).isEmpty();
  }

  @Test
  void shouldSayByTheClockAsItIsSetWhenAClipIsOver() {
    fixture.record(20);
    fixture.recording.multivariant(MULTIVARIANT);
    fixture.recordings.clip("cam", "goal", cut(START_EPOCH_MS, 4_000), RecordingQuery.ALL);
    long expiryEpochMs = fixture.recordings.clips("cam").get(0).expiryEpochMs();

    fixture.setClock(3_600_000);

    assertThat(fixture.recordings.clips("cam").get(0).expiryEpochMs())
        .isEqualTo(expiryEpochMs + 3_600_000);
  }

  @Test
  void shouldGiveWayToTheNextLifeOfTheChannelAtItsFirstSegment() {
    fixture.record(1);
    fixture.recording.multivariant(MULTIVARIANT);
    fixture.recording.end();
    Recording next = fixture.recordings.begin("cam", RecordingFixture.FIRST, LENGTH_MS);
    RecordedPlaylist sd = next.open("sd");
    assertThat(fixture.text("dvr_hd.m3u8")).isNotEmpty();

    fixture.recordInto(sd);
    assertThat(fixture.text("dvr_hd.m3u8")).isEmpty();
    assertThat(fixture.text("dvr.m3u8")).isEmpty();
    assertThat(fixture.text("dvr_sd.m3u8")).isNotEmpty();
  }

  @Test
  void shouldKeepAClipBeyondTheWindow() {
    fixture.record(20);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(fixture.recordings.clip("cam", "goal", cut(START_EPOCH_MS + 4_000, 4_000), 900_000))
        .contains("cam/clip-goal.m3u8");
    fixture.sweep(1_000);

    assertThat(fixture.text("clip-goal.m3u8")).endsWith("\nclip-goal_hd.m3u8\n");
    assertThat(fixture.text("clip-goal_hd.m3u8"))
        .contains(name(FIRST + 2), name(FIRST + 3), "#EXT-X-PLAYLIST-TYPE:VOD\n")
        .doesNotContain(name(FIRST + 1), name(FIRST + 4));
    assertThat(fixture.store.live().contains("cam/" + name(FIRST + 2))).isTrue();
    assertThat(fixture.store.live().contains("cam/" + name(FIRST + 4))).isFalse();
  }

  @Test
  void shouldMakeNoClipOfWhatIsNotHeld() {
    fixture.record(20);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(fixture.recordings.clip("cam", "x", cut(START_EPOCH_MS + 90_000, 4_000), 1_000))
        .isEmpty();
    assertThat(fixture.recordings.clip("other", "x", cut(START_EPOCH_MS, 4_000), 1_000))
        .isEmpty();
  }
}
