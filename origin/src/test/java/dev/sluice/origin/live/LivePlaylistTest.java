package dev.sluice.origin.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivePlaylistTest {
  private static final String KEY = "cam/cmaf_720p30.m3u8";

  private final LivePlaylists playlists = new LivePlaylists();
  private final AtomicInteger callCount = new AtomicInteger();

  @Test
  void shouldBeFoundUntilItIsClosed() {
    LivePlaylist playlist = open(200);
    boolean wasFound = playlists.find(KEY).isPresent();

    playlist.close();
    playlist.close();

    assertThat(wasFound).isTrue();
    assertThat(playlists.find(KEY)).isEmpty();
    assertThat(playlist.isOver()).isTrue();
  }

  @Test
  void shouldStayFoundAfterItsEnd() {
    LivePlaylist playlist = open(200);

    playlist.end();

    assertThat(playlists.find(KEY)).containsSame(playlist);
    assertThat(playlist.isOver()).isTrue();
  }

  @Test
  void shouldCloseTheFormerOneWhenOpenedAgain() {
    LivePlaylist former = open(200);

    LivePlaylist next = open(200);
    former.close();

    assertThat(former.isOver()).isTrue();
    assertThat(playlists.find(KEY)).containsSame(next);
  }

  @Test
  void shouldCallListenersAfterEachPublishAndTheEnd() {
    LivePlaylist playlist = open(200);
    playlist.onChange(callCount::incrementAndGet);

    playlist.publish(7, 0);
    playlist.publish(7, 1);
    playlist.end();

    assertThat(callCount).hasValue(3);
  }

  @Test
  void shouldCallNoListenerThatHasLeft() {
    LivePlaylist playlist = open(200);
    LivePlaylist.Subscription subscription = playlist.onChange(callCount::incrementAndGet);

    subscription.close();
    playlist.publish(7, 0);

    assertThat(callCount).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    // the edge is part 3 of segment 7, segment 6 is the last whole one; 15 parts are the limit
    "7, -1, false",
    "8, -1, false",
    "9, -1, true",
    "140737488355327, -1, true",
    "7, 18, false",
    "7, 19, true",
    "8, 14, false",
    "8, 15, true",
    "6, 60000, false"
  })
  void shouldLimitHowFarAheadOfAPart(long mediaSequence, int partIndex, boolean isTooFar) {
    LivePlaylist playlist = open(200);
    playlist.publish(6, LiveEdge.WHOLE_SEGMENT);
    playlist.publish(7, 3);

    assertThat(playlist.isTooFarAhead(mediaSequence, partIndex)).isEqualTo(isTooFar);
  }

  @ParameterizedTest
  @CsvSource({
    // segment 7 is whole and its last part is the first; 3 parts are the limit
    "9, -1, false",
    "10, -1, true",
    "7, 3, false",
    "7, 4, true",
    "8, 2, false",
    "8, 3, true",
    "9, 1, false",
    "9, 2, true"
  })
  void shouldLimitHowFarAheadOfAWholeSegment(long mediaSequence, int partIndex, boolean isTooFar) {
    LivePlaylist playlist = open(1_000);
    playlist.publish(7, 0);
    playlist.publish(7, LiveEdge.WHOLE_SEGMENT);

    assertThat(playlist.isTooFarAhead(mediaSequence, partIndex)).isEqualTo(isTooFar);
  }

  @Test
  void shouldLetRequestsWaitForThreeTargetDurations() {
    assertThat(open(200).maxWaitNs()).isEqualTo(TimeUnit.SECONDS.toNanos(6));
  }

  @Test
  void shouldNotPublishBeforeItIsDescribed() {
    LivePlaylist playlist = playlists.open(KEY);

    assertThatThrownBy(() -> playlist.publish(7, 0)).hasMessage(KEY + ": is not described");
    assertThatThrownBy(() -> playlist.describe(0, 200))
        .hasMessage("targetDurationSeconds: 0 (expected: 1 to 3600)");
  }

  private LivePlaylist open(long partTargetMs) {
    LivePlaylist playlist = playlists.open(KEY);
    playlist.describe(/* targetDurationSeconds= */ 2, partTargetMs);
    return playlist;
  }
}
