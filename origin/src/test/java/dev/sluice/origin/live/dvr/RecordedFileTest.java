package dev.sluice.origin.live.dvr;

import static dev.sluice.origin.live.dvr.RecordingFixture.FIRST;
import static dev.sluice.origin.live.dvr.RecordingFixture.MULTIVARIANT;
import static dev.sluice.origin.live.dvr.RecordingFixture.SEGMENT_LENGTH;
import static dev.sluice.origin.live.dvr.RecordingFixture.START_EPOCH_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.cut;
import static dev.sluice.origin.live.dvr.RecordingFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.live.dvr.NoFileException.Reason;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class RecordedFileTest {
  private final RecordingFixture fixture = new RecordingFixture(/* lengthMs= */ 1_000_000);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldHaveTheSegmentsOfTheTime() {
    fixture.record(10);
    fixture.recording.multivariant(MULTIVARIANT);
    RecordedFile file = file(cut(START_EPOCH_MS + 4_000, 4_000));

    assertThat(file.name()).isEqualTo("cam-20231114T221324Z");
    assertThat(file.groupCount()).isEqualTo(2);
    assertThat(file.initKey(0)).isEqualTo("cam/init_0.mp4");
    assertThat(file.pieces(1))
        .containsExactly(new RecordedFile.Piece(0, "cam/" + name(FIRST + 3), SEGMENT_LENGTH));
    assertThat(file.isFinal()).isTrue();
  }

  @Test
  void shouldHaveTheSoundBesideTheBestRendition() {
    RecordedPlaylist audio = fixture.recording.open("audio");
    fixture.record(1);
    fixture.recordInto(audio);
    fixture.record(1);
    fixture.recording.multivariant(MULTIVARIANT);
    RecordedFile file = file(RecordingQuery.WHOLE);

    assertThat(file.trackCount()).isEqualTo(2);
    assertThat(file.pieces(0)).extracting(RecordedFile.Piece::track).containsExactly(0);
    assertThat(file.pieces(1)).extracting(RecordedFile.Piece::track).containsExactly(0, 1);
    assertThat(file.length(1)).isEqualTo(2 * SEGMENT_LENGTH);
    assertThat(file.isFinal()).isFalse();
  }

  @Test
  void shouldSayWhyThereIsNone() {
    fixture.record(3);
    fixture.recording.multivariant(MULTIVARIANT);
    assertThat(reason(Optional.of("uhd"))).isEqualTo(Reason.NOTHING);

    fixture.miss(1);
    fixture.record(1);
    assertThat(reason(Optional.of("hd"))).isEqualTo(Reason.GONE);
  }

  @Test
  void shouldNotBridgeADiscontinuity() {
    fixture.record(3);
    fixture.record(/* isDiscontinuity= */ true);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(reason(Optional.empty())).isEqualTo(Reason.DISCONTINUOUS);
    assertThat(file(cut(START_EPOCH_MS + 6_000, 2_000)).groupCount()).isOne();
  }

  @Test
  void shouldNeedInitSegments() {
    fixture.changeMap("");
    fixture.record(3);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(reason(Optional.empty())).isEqualTo(Reason.NO_TRACK_FILES);
  }

  @Test
  void shouldNotBeLongerThanWhatIsServed() {
    fixture.record(1);
    fixture.miss(9_000);
    fixture.record(1);
    fixture.miss(9_000);
    fixture.record(1);
    fixture.recording.multivariant(MULTIVARIANT);

    assertThat(reason(Optional.empty())).isEqualTo(Reason.TOO_LONG);
  }

  private RecordedFile file(RecordingQuery query) {
    return fixture.recording.file(query, Optional.empty());
  }

  private Reason reason(Optional<String> rendition) {
    return Assertions.catchThrowableOfType(
            NoFileException.class, () -> fixture.recording.file(RecordingQuery.WHOLE, rendition))
        .reason();
  }
}
