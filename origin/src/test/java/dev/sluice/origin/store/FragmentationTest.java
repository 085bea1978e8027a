package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.origin.tier.HandDriven;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store full of small objects, read in no order, in which large ones are put from then on. */
@ExtendWith(NativeMemoryExtension.class)
class FragmentationTest {
  private static final int REGION = Regions.REGION_LENGTH;
  private static final int REGION_COUNT = 128;
  private static final int MARK_REGION_COUNT = 8;
  private static final long TTL_MS = 600_000;
  private static final int SMALL_COUNT = 7_000;
  private static final int SMALL_PER_PASS = 10;
  private static final int MAX_SMALL_LENGTH = 20_000;
  private static final int LARGE_COUNT = 200; // more than the store holds
  private static final int CLAIMS_PER_LARGE = 6;
  private static final int CLAIM_LENGTH = 100_000; // longer than all but the largest slabs

  @TempDir
  Path directory;

  private StoreFixture fixture;

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldFindRoomForLargeObjects() {
    fill(context());

    assertThat(putLarge(() -> {})).isZero();
  }

  @Test
  void shouldCopyWhatGoes() {
    DirectoryTier tier = HandDriven.open(new DirectoryTierContext(directory));
    fill(context().coldTier(tier));
    catchUp(tier);
    long uncopied = fixture.store.counters().uncopied();

    assertThat(putLarge(() -> HandDriven.work(tier))).isZero();
    assertThat(fixture.store.counters().uncopied()).isEqualTo(uncopied);
  }

  @Test
  void shouldEvictNoMoreThanTheRegionsThatAreWanted() {
    fill(context());
    int smallCount = fixture.live.objectCount();
    long heldLength = fixture.live.memory().usedLength();

    for (int i = 0; i < 2 * MARK_REGION_COUNT; i++) {
      put(fixture.live, "l" + i, whole(TTL_MS), new byte[REGION]);
      pass();
    }

    // What went, and what is about to be free, is the large ones and twice the mark at most.
    long goneShare = (4L * MARK_REGION_COUNT * REGION * 100) / heldLength;
    assertThat(100L * fixture.live.objectCount() / smallCount).isGreaterThan(100 - goneShare);
  }

  @Test
  void shouldFindRoomForOtherNamespaces() {
    fill(context());
    Namespace pushed = fixture.create("a", 4L * MARK_REGION_COUNT * REGION, REGION);

    for (int i = 0; i < 2 * MARK_REGION_COUNT; i++) {
      put(pushed, "l" + i, whole(TTL_MS), new byte[REGION]);
      pass();
    }

    assertThat(fixture.store.counters().exhaustedClaims()).isZero();
  }

  @Test
  void shouldLeaveRegionsToLiveClaimsWhenLargeObjectsComeBack() {
    DirectoryTier tier = HandDriven.open(new DirectoryTierContext(directory));
    fixture = new StoreFixture(context().coldTier(tier));
    int largeCount = 2 * MARK_REGION_COUNT;
    for (int i = 0; i < largeCount; i++) {
      put(fixture.live, "l" + i, whole(TTL_MS), new byte[REGION]);
    }
    fill(() -> {
      if (tier.counters().copies() < largeCount) {
        HandDriven.work(tier);
      }
    });
    catchUp(tier);
    List<FakeRecallListener> readers = new ArrayList<>();
    for (int i = 0; i < largeCount; i++) {
      readers.add(new FakeRecallListener());
      fixture.live.recall("l" + i, Runnable::run, readers.get(i));
      HandDriven.step(tier);
    }

    ObjectWriter writer = fixture.live.begin("new", whole(TTL_MS));
    assertThat(writer.claim(REGION)).isNotNegative();
    writer.abort();
    fixture.advanceMs(TTL_MS); // so that who waits is told
    HandDriven.work(tier);
    assertThat(readers).extracting(FakeRecallListener::calls).containsOnly(1);
    assertThat(readers).extracting(FakeRecallListener::miss).contains(null, RecallMiss.BUSY);
    readers.stream().filter(reader -> reader.miss() == null).forEach(FakeRecallListener::close);
  }

  private static StoreContext context() {
    return new StoreContext()
        .hotCapacity((long) REGION_COUNT * REGION)
        .lowWaterMark((long) MARK_REGION_COUNT * REGION);
  }

  private void fill(StoreContext context) {
    fixture = new StoreFixture(context);
    fill(() -> {});
  }

  private void fill(Runnable disk) {
    Random random = new Random(1);
    for (int i = 0; i < SMALL_COUNT; i++) {
      put(fixture.live, "s" + i, whole(TTL_MS), new byte[1 + random.nextInt(MAX_SMALL_LENGTH)]);
      fixture.live.lease("s" + (i - random.nextInt(1 + i / 2))).ifPresent(Lease::close);
      fixture.advanceMs(10);
      if (i % SMALL_PER_PASS == 0) {
        pass();
        disk.run();
      }
    }
  }

  /** Lets a disk that has not worked so far work until there are regions. */
  private void catchUp(DirectoryTier tier) {
    while (fixture.live.memory().isShortOfRegions()) {
      HandDriven.work(tier);
      pass();
    }
  }

  /** Puts large objects as live channels do, and returns how many claims were refused. */
  private int putLarge(Runnable disk) {
    int refusedCount = 0;
    for (int i = 0; i < LARGE_COUNT; i++) {
      ObjectWriter writer = fixture.live.begin("l" + i, whole(TTL_MS));
      for (int claim = 0; claim < CLAIMS_PER_LARGE; claim++) {
        if (writer.claim(CLAIM_LENGTH) < 0) {
          refusedCount++;
        }
        pass();
        disk.run();
      }
      writer.commit();
    }
    return refusedCount;
  }

  /** Lets the house thread do a round. */
  private void pass() {
    fixture.advanceMs(60);
    fixture.store.doWork();
  }
}
