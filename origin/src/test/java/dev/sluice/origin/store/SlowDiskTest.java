package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.origin.tier.HandDriven;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemoryExtension.class)
class SlowDiskTest {
  private static final int SEGMENT_LENGTH = 60_000;
  private static final long TTL_MS = 600_000;
  private static final long LOW_WATER_MARK = 1 << 20;
  private static final int SEGMENTS_PER_STORE = 16 * (int) LOW_WATER_MARK / SEGMENT_LENGTH;

  @TempDir
  Path directory;

  private DirectoryTier tier;
  private StoreFixture fixture;
  private int segmentCount;

  @BeforeEach
  void openStore() {
    openStore(new DirectoryTierContext(directory));
  }

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldTakeLiveSegmentsWhileTheDiskHangs() {
    putLive(3 * SEGMENTS_PER_STORE);

    MemoryShare share = fixture.live.memory();
    assertThat(fixture.store.counters().exhaustedClaims()).isZero();
    assertThat(share.freeLength()).isGreaterThanOrEqualTo(LOW_WATER_MARK / 4);
    assertThat(share.leavingLength()).isBetween(1L, LOW_WATER_MARK);
  }

  @Test
  void shouldCopyAgainWhenTheDiskIsBack() {
    putLive(2 * SEGMENTS_PER_STORE);
    HandDriven.work(tier);
    long uncopied = fixture.store.counters().uncopied();
    long copies = tier.counters().copies();

    for (int i = 0; i < SEGMENTS_PER_STORE; i++) {
      putLive(1);
      HandDriven.step(tier);
    }

    assertThat(uncopied).isPositive();
    assertThat(fixture.store.counters().uncopied()).isEqualTo(uncopied);
    assertThat(tier.counters().copies()).isGreaterThan(copies + SEGMENTS_PER_STORE / 2);
  }

  @Test
  void shouldTakeBackFromLiveWhileTheDiskHangs() {
    takeBackFromLive();
  }

  @Test
  void shouldNotWaitForADiskWhoseQueueIsFull() {
    fixture.close();
    openStore(new DirectoryTierContext(directory).copyQueueLength(2));

    takeBackFromLive();

    assertThat(fixture.store.counters().exhaustedClaims()).isLessThanOrEqualTo(20);
    assertThat(fixture.live.memory().leavingLength()).isPositive();
  }

  @Test
  void shouldNotDropUncopiedWhatLeavesForARecall() {
    putLive(SEGMENTS_PER_STORE / 2);
    MemoryShare share = fixture.live.memory();
    share.askForRoom();
    share.leaving(LOW_WATER_MARK / 2); // begun since, as much as may wait

    fixture.store.doWork();

    assertThat(fixture.store.counters().uncopied()).isZero();
    assertThat(fixture.live.objectCount()).isEqualTo(SEGMENTS_PER_STORE / 2);
    share.leaving(-LOW_WATER_MARK / 2);
  }

  private void openStore(DirectoryTierContext context) {
    tier = HandDriven.open(context);
    fixture = new StoreFixture(new StoreContext()
        .hotCapacity(16 * LOW_WATER_MARK)
        .lowWaterMark(LOW_WATER_MARK)
        .coldTier(tier));
  }

  /** Fills the store with live segments, and puts others that have to find room a few passes later. */
  private void takeBackFromLive() {
    Namespace pushed = fixture.create("a", 4 * LOW_WATER_MARK, SEGMENT_LENGTH);
    putLive(2 * SEGMENTS_PER_STORE);
    int liveCount = fixture.live.objectCount();

    for (int i = 0; i < 20; i++) {
      ObjectWriter writer = pushed.begin("s" + i, whole(TTL_MS));
      int result = writer.claim(SEGMENT_LENGTH);
      for (int passes = 0; result < 0 && passes < 30; passes++) {
        fixture.advanceMs(10);
        fixture.store.doWork();
        result = writer.claim(SEGMENT_LENGTH);
      }
      assertThat(result).as("claim %d", i).isZero();
      writer.commit();
    }
    assertThat(fixture.live.objectCount()).isGreaterThan(liveCount / 2);
  }

  /** Puts segments, and lets the house thread pass after each. */
  private void putLive(int count) {
    for (int i = 0; i < count; i++) {
      put(fixture.live, "s" + segmentCount++, whole(TTL_MS), new byte[SEGMENT_LENGTH]);
      fixture.advanceMs(10);
      fixture.store.doWork();
    }
  }
}
