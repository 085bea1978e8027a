package dev.sluice.origin.live.dvr;

import static dev.sluice.origin.live.dvr.RecordingFixture.FIRST;
import static dev.sluice.origin.live.dvr.RecordingFixture.SEGMENT_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.START_EPOCH_MS;
import static dev.sluice.origin.live.dvr.RecordingFixture.cut;
import static dev.sluice.origin.live.dvr.RecordingFixture.inflated;
import static dev.sluice.origin.live.dvr.RecordingFixture.joined;
import static dev.sluice.origin.live.dvr.RecordingFixture.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class RecordedPlaylistTest {
  private static final String URI = "dvr_hd.m3u8";
  private static final long LENGTH_MS = 1_000_000; // 500 segments
  private static final RecordingQuery DELTA =
      new RecordingQuery(RecordingQuery.ALL, RecordingQuery.ALL, /* isDelta= */ true);

  private final RecordingFixture fixture = new RecordingFixture(LENGTH_MS);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldListWhatWasRecorded() {
    fixture.record(1);
    fixture.changeMap("init_1.mp4");
    fixture.record(/* isDiscontinuity= */ true);

    assertThat(fixture.text(URI)).isEqualTo("""
        #EXTM3U
        #EXT-X-VERSION:9
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-TARGETDURATION:2
        #EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12
        #EXT-X-MEDIA-SEQUENCE:1700000000
        #EXT-X-DISCONTINUITY-SEQUENCE:0
        #EXT-X-MAP:URI="init_0.mp4"
        #EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:20.000Z
        #EXTINF:2.000000,
        cmaf_hd_1700000000.m4s
        #EXT-X-DISCONTINUITY
        #EXT-X-MAP:URI="init_1.mp4"
        #EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:22.000Z
        #EXTINF:2.000000,
        cmaf_hd_1700000001.m4s
        """);
  }

  @Test
  void shouldLetGoOfWhatIsOlderThanTheWindow() {
    fixture.record(1);
    fixture.record(/* isDiscontinuity= */ true);
    fixture.record(598);
    fixture.sweep(1);

    assertThat(fixture.text(URI))
        .contains("#EXT-X-MEDIA-SEQUENCE:1700000100\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXT-X-MAP:");
    assertThat(fixture.names(RecordingQuery.WHOLE))
        .hasSize(500)
        .startsWith(name(FIRST + 100))
        .endsWith(name(FIRST + 599));
  }

  @Test
  void shouldShrinkToWhatIsHeld() {
    fixture.record(400);
    for (int i = 0; i < 7; i++) {
      fixture.store.live().remove("cam/" + name(FIRST + i));
    }
    fixture.sweep(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).startsWith(name(FIRST + 7));

    fixture.store.live().remove("cam/" + name(FIRST + 300));
    fixture.sweep(26);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(99).startsWith(name(FIRST + 301));
  }

  @Test
  void shouldListAGapWhereASegmentIsLostForWhichOlderOnesAreKept() {
    fixture.record(200);
    String before = fixture.text(URI);
    fixture.playlist.sweep(0, 200, keeperWithout(FIRST + 7));

    String lost = "#EXTINF:2.000000,\n" + name(FIRST + 7) + "\n";
    assertThat(fixture.text(URI))
        .isEqualTo(before.replace(lost, lost.replace(",\n", ",\n#EXT-X-GAP\n")));
    assertThat(fixture.playlist.length()).isEqualTo(199 * RecordingFixture.SEGMENT_LENGTH);
    PlaylistBody body = fixture.playlist.body(RecordingQuery.WHOLE).orElseThrow();
    assertThat(inflated(body.gzip())).isEqualTo(joined(body.plain()));
    fixture.record(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(201).contains(name(FIRST + 7));
  }

  @Test
  void shouldKeepTheOldestFirstWhenItHasEnded() {
    fixture.record(200);
    fixture.playlist.sweep(0, 100, keeperWithout(-1));
    fixture.playlist.end();

    List<String> kept = new ArrayList<>();
    fixture.playlist.sweep(0, 1, keeper(kept::add));
    assertThat(kept).containsExactly(name(FIRST), name(FIRST + 1));
  }

  @Test
  void shouldListNothingWhenNothingIsHeld() {
    fixture.record(128);
    for (int i = 0; i < 128; i++) {
      fixture.store.live().remove("cam/" + name(FIRST + i));
    }
    fixture.sweep(1);
    assertThat(fixture.text(URI)).isEmpty();

    fixture.record(1);
    assertThat(fixture.names(RecordingQuery.WHOLE)).containsExactly(name(FIRST + 128));
  }

  @Test
  void shouldCompressWhatItSaysInPlainText() {
    for (int count = 0; count < 300; count += 37) {
      fixture.record(37);
      for (RecordingQuery query :
          new RecordingQuery[] {RecordingQuery.WHOLE, DELTA, cut(START_EPOCH_MS + 9_000, 111_000)
          }) {
        PlaylistBody body = fixture.playlist.body(query).orElseThrow();

        assertThat(inflated(body.gzip())).isEqualTo(joined(body.plain()));
      }
    }
  }

  @Test
  void shouldRenderAVersionOnce() {
    fixture.record(3);
    PlaylistBody first = fixture.playlist.body(RecordingQuery.WHOLE).orElseThrow();
    assertThat(fixture.playlist.body(RecordingQuery.WHOLE)).containsSame(first);

    fixture.record(1);
    PlaylistBody second = fixture.playlist.body(RecordingQuery.WHOLE).orElseThrow();
    assertThat(second.etag()).isNotEqualTo(first.etag());
  }

  @Test
  void shouldSkipWhatIsFartherThanTheSkipBoundary() {
    fixture.record(200);

    assertThat(fixture.text(URI, DELTA))
        .contains("#EXT-X-MEDIA-SEQUENCE:1700000000\n")
        .contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=194\n#EXT-X-MAP:URI=\"init_0.mp4\"\n");
    assertThat(fixture.names(DELTA)).hasSize(6).endsWith(name(FIRST + 199));
  }

  @Test
  void shouldCutAStableWindowByTime() {
    fixture.record(10);
    RecordingQuery cut = cut(START_EPOCH_MS + 3 * SEGMENT_MS, 2 * SEGMENT_MS);
    String before = fixture.text(URI, cut);
    fixture.record(200);

    assertThat(fixture.text(URI, cut))
        .isEqualTo(before)
        .contains("#EXT-X-PLAYLIST-TYPE:VOD\n", "#EXT-X-ENDLIST\n");
    assertThat(fixture.names(cut)).containsExactly(name(FIRST + 3), name(FIRST + 4));
    assertThat(fixture.playlist.body(cut).orElseThrow().maxAgeSeconds()).isGreaterThan(500);
  }

  @Test
  void shouldCutWholeSegmentsAroundTimesInTheMiddle() {
    fixture.record(10);

    assertThat(fixture.names(cut(START_EPOCH_MS + 3_500, 2_000)))
        .containsExactly(name(FIRST + 1), name(FIRST + 2));
  }

  @Test
  void shouldGoOnWithACutThatIsNotPast() {
    fixture.record(10);
    RecordingQuery cut = cut(START_EPOCH_MS + 16_000, 8_000);
    assertThat(fixture.names(cut)).containsExactly(name(FIRST + 8), name(FIRST + 9));
    assertThat(fixture.text(URI, cut)).doesNotContain("ENDLIST", "VOD");

    fixture.record(10);
    assertThat(fixture.names(cut)).hasSize(4);
    assertThat(fixture.text(URI, cut)).contains("#EXT-X-ENDLIST\n");
  }

  @Test
  void shouldHaveNothingOfTimesThatAreToCome() {
    fixture.record(10);

    assertThat(fixture.text(URI, cut(START_EPOCH_MS + 60_000, RecordingQuery.ALL)))
        .isEmpty();
  }

  @Test
  void shouldListGapsForNumbersThatOnlyOthersHave() {
    fixture.record(2);
    fixture.miss(3);
    fixture.record(1);

    assertThat(fixture.text(URI))
        .contains("""
            #EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:24.000Z
            #EXTINF:2.000000,
            #EXT-X-GAP
            gap_hd_1700000002
            """)
        .endsWith("#EXT-X-PROGRAM-DATE-TIME:2023-11-14T22:13:30.000Z\n#EXTINF:2.000000,\n"
            + name(FIRST + 5) + "\n");
    fixture.sweep(2);
    assertThat(fixture.names(RecordingQuery.WHOLE)).hasSize(6);
  }

  @Test
  void shouldBeginAnewAfterMoreThanCanBeBridged() {
    fixture.record(2);
    fixture.miss(20_000);
    fixture.record(1);

    assertThat(fixture.names(RecordingQuery.WHOLE)).containsExactly(name(FIRST + 20_002));
  }

  private static RecordedPlaylist.Keeper keeperWithout(long sequence) {
    return keeper(name -> !name.equals(RecordingFixture.name(sequence)));
  }

  private static RecordedPlaylist.Keeper keeper(Predicate<String> keeps) {
    return new RecordedPlaylist.Keeper() {
      @Override
      public boolean keep(String name, String map) {
        return keeps.test(name);
      }

      @Override
      public boolean preserve(String name, String map) {
        return true;
      }

      @Override
      public boolean isLasting() {
        return true;
      }
    };
  }
}
