package dev.sluice.origin.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class RenditionWindowTest {
  private static final long FIRST = 1_700_000_000L;
  private static final int SECOND_90K = 90_000;
  private static final int EXTRA_TTL_MS = 500;

  private long nowNs;
  private final OriginStore store =
      new OriginStore(new StoreContext().hotCapacity(8 << 20).nanoClock(() -> nowNs));
  private final RenditionWindow window = window(/* minSegmentCount= */ 4);
  private long nextMediaSequence = FIRST;

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void shouldBeEmptyAtFirst() {
    assertThat(window.snapshot()).isEqualTo(new WindowSnapshot(FIRST, 0, List.of()));
  }

  @Test
  void shouldKeepTheLastSegments() {
    WindowSnapshot snapshot = appendAll(6, 2 * SECOND_90K);

    assertThat(snapshot.mediaSequence()).isEqualTo(FIRST + 2);
    assertThat(numbers(snapshot)).containsExactly(FIRST + 2, FIRST + 3, FIRST + 4, FIRST + 5);
  }

  @Test
  void shouldKeepThreeTargetDurationsOfShortSegments() {
    WindowSnapshot snapshot = appendAll(10, SECOND_90K);

    assertThat(snapshot.segments()).hasSize(6);
  }

  @Test
  void shouldNotDropASegmentWithoutWhichThreeTargetDurationsAreNotFull() {
    appendAll(6, SECOND_90K);

    assertThat(append(SECOND_90K - 1, false).segments()).hasSize(7);
    assertThat(append(SECOND_90K, false).segments()).hasSize(7);
    assertThat(append(SECOND_90K + 1, false).segments()).hasSize(6);
  }

  @Test
  void shouldCountADiscontinuityWhenItsSegmentIsDropped() {
    append(2 * SECOND_90K, false);
    append(2 * SECOND_90K, true);
    append(2 * SECOND_90K, false);
    append(2 * SECOND_90K, false);

    long withFirst = append(2 * SECOND_90K, false).discontinuitySequence();
    long withoutSecond = append(2 * SECOND_90K, false).discontinuitySequence();

    assertThat(withFirst).isZero();
    assertThat(withoutSecond).isEqualTo(1);
  }

  @Test
  void shouldNotChangeASnapshotThatWasTaken() {
    WindowSnapshot first = append(2 * SECOND_90K, false);

    appendAll(5, 2 * SECOND_90K);

    assertThat(numbers(first)).containsExactly(FIRST);
  }

  @Test
  void shouldRefuseASegmentOutOfSequence() {
    append(SECOND_90K, false);
    SegmentEntry skipping = new SegmentEntry(FIRST + 2, "k", SECOND_90K, 0, false);

    assertThatThrownBy(() -> window.append(skipping))
        .hasMessage("mediaSequence: 1700000002 (expected: 1700000001)");
  }

  @Test
  void shouldPinListedSegments() {
    appendAll(4, 2 * SECOND_90K);

    advanceMs(TimeUnit.DAYS.toMillis(1));

    assertThat(store.counters().objects()).isEqualTo(4);
  }

  @Test
  void shouldKeepADroppedSegmentForItsDurationAndTheLongestPlaylistThatListedIt() {
    appendAll(5, 2 * SECOND_90K);
    int owedMs = 2000 + 4 * 2000 + EXTRA_TTL_MS;

    advanceMs(owedMs - 1);
    boolean wasThere = isThere(FIRST);
    advanceMs(1);

    assertThat(wasThere).isTrue();
    assertThat(isThere(FIRST)).isFalse();
    assertThat(isThere(FIRST + 1)).isTrue();
  }

  @Test
  void shouldOweTheLongestPlaylistEvenIfTheLastOneWasShorter() {
    append(10 * SECOND_90K, false);
    append(10 * SECOND_90K, false);
    appendAll(3, SECOND_90K); // drops the first: 20 s of playlist were the most it was listed in
    appendAll(1, 3 * SECOND_90K); // drops the second, which was listed in playlists of 22 s at most
    int owedMs = 10_000 + 22_000 + EXTRA_TTL_MS;

    advanceMs(owedMs - 1);

    assertThat(isThere(FIRST + 1)).isTrue();
    advanceMs(1);
    assertThat(isThere(FIRST + 1)).isFalse();
  }

  @Test
  void shouldKeepADroppedSegmentThatIsBeingRead() {
    appendAll(4, 2 * SECOND_90K);
    Lease lease = store.live().lease("s" + FIRST).orElseThrow();

    appendAll(1, 2 * SECOND_90K);
    advanceMs(TimeUnit.MINUTES.toMillis(1));

    assertThat(isThere(FIRST)).isFalse();
    assertThat(lease.length()).isEqualTo(1);
    lease.close();
  }

  @Test
  void shouldKeepTheSegmentsOfAnEndedRenditionWhileItsPlaylistIsServed() {
    appendAll(4, 2 * SECOND_90K);
    window.end(60_000);

    advanceMs(60_000 + 2000 + 4 * 2000 + EXTRA_TTL_MS - 1);
    long before = store.counters().objects();
    advanceMs(1);

    assertThat(before).isEqualTo(4);
    assertThat(store.counters().objects()).isZero();
  }

  @Test
  void shouldRefuseSettingsOutOfRange() {
    assertThatThrownBy(() -> new WindowSpec(0, 2, 0))
        .hasMessage("minSegmentCount: 0 (expected: >= 1)");
    assertThatThrownBy(() -> new WindowSpec(6, 0, 0))
        .hasMessage("targetDurationSeconds: 0 (expected: >= 1)");
    assertThatThrownBy(() -> new WindowSpec(6, 2, -1))
        .hasMessage("extraTtlMs: -1 (expected: >= 0)");
    assertThatThrownBy(() -> new SegmentEntry(1, "k", 0, 0, false))
        .hasMessageContaining("duration90k: 0");
  }

  @Test
  void shouldStartOverWithTheBreaksOfTheOthers() {
    RenditionWindow window = window(3);
    window.append(new SegmentEntry(FIRST, "a", SECOND_90K, 0, true));

    window.startOver(FIRST + 50, 4);
    WindowSnapshot snapshot =
        window.append(new SegmentEntry(FIRST + 50, "b", SECOND_90K, 0, false));

    assertThat(snapshot.mediaSequence()).isEqualTo(FIRST + 50);
    assertThat(snapshot.discontinuitySequence()).isEqualTo(4);
    assertThat(snapshot.segments()).extracting(SegmentEntry::key).containsExactly("b");
  }

  private RenditionWindow window(int minSegmentCount) {
    return new RenditionWindow(
        store.live(),
        new WindowSpec(minSegmentCount, /* targetDurationSeconds= */ 2, EXTRA_TTL_MS),
        FIRST,
        /* breaksBefore= */ 0);
  }

  private WindowSnapshot appendAll(int count, long duration90k) {
    for (int i = 0; i < count; i++) {
      append(duration90k, false);
    }
    return window.snapshot();
  }

  private WindowSnapshot append(long duration90k, boolean isDiscontinuity) {
    long mediaSequence = nextMediaSequence++;
    String key = "s" + mediaSequence;
    ObjectWriter writer = store
        .live()
        .begin(
            key,
            new ObjectSpec(
                "video/mp2t", "max-age=3600", ObjectSpec.Visibility.GROWING, ObjectSpec.PINNED, 1));
    writer.claim(1);
    writer.commit();
    return window.append(new SegmentEntry(mediaSequence, key, duration90k, 0, isDiscontinuity));
  }

  private boolean isThere(long mediaSequence) {
    return store
        .live()
        .lease("s" + mediaSequence)
        .map(RenditionWindowTest::close)
        .isPresent();
  }

  private static boolean close(Lease lease) {
    lease.close();
    return true;
  }

  private void advanceMs(long ms) {
    nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
    store.doWork();
  }

  private static List<Long> numbers(WindowSnapshot snapshot) {
    return snapshot.segments().stream().map(SegmentEntry::mediaSequence).toList();
  }
}
