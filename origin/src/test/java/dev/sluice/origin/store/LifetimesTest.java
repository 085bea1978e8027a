package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.origin.NativeMemoryExtension;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class LifetimesTest {
  private static final int OBJECT_COUNT = 10_000;
  private static final int ENDED_COUNT = 50_000;
  private static final long MAX_LIFETIME_LENGTH = 100; // bytes
  private static final int REGION_COUNT = 8;
  private static final long TTL_MS = 60_000;

  private final StoreFixture fixture = new StoreFixture(new StoreContext()
      .hotCapacity((long) REGION_COUNT * Regions.REGION_LENGTH)
      .lowWaterMark(Regions.REGION_LENGTH)
      .lifetimeQueueLength(64));
  private final OriginStore store = fixture.store;
  private final Namespace live = fixture.live;
  private final StoreCounters counters = store.counters();

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldExpireAnObjectWhenItsLifetimeIsOver() {
    fixture.put("s", whole(TTL_MS), filled(1, 1));

    int before = workAfterMs(TTL_MS - 1);
    int after = workAfterMs(1);

    assertThat(before).isZero();
    assertThat(after).isEqualTo(1);
    assertThat(live.lease("s")).isEmpty();
    assertThat(counters.expired()).isEqualTo(1);
  }

  @Test
  void shouldCountALifetimeFromTheCommit() {
    ObjectWriter writer = live.begin("s", whole(TTL_MS));
    workAfterMs(10 * TTL_MS);

    writer.commit();

    assertThat(workAfterMs(TTL_MS - 1)).isZero();
    assertThat(workAfterMs(1)).isEqualTo(1);
  }

  @Test
  void shouldNotExpirePinnedObjects() {
    fixture.put("s", whole(), filled(1, 1));

    assertThat(workAfterMs(1_000 * TTL_MS)).isZero();
  }

  @Test
  void shouldNotOverflowOnAVeryLongLifetime() {
    fixture.put("s", whole(ObjectSpec.PINNED - 1), filled(1, 1));

    assertThat(workAfterMs(1_000 * TTL_MS)).isZero();
  }

  @Test
  void shouldExpireAnObjectThatIsPinnedNoMore() {
    fixture.put("s", whole(), filled(1, 1));
    live.expireAfter("s", TTL_MS);

    assertThat(workAfterMs(TTL_MS)).isEqualTo(1);
  }

  @Test
  void shouldLetTheLastLifetimeWin() {
    fixture.put("longer", whole(TTL_MS), filled(1, 1));
    fixture.put("shorter", whole(TTL_MS), filled(1, 1));
    store.doWork();
    live.expireAfter("longer", 2 * TTL_MS);
    live.expireAfter("shorter", TTL_MS / 2);

    assertThat(workAfterMs(TTL_MS / 2)).isEqualTo(1);
    assertThat(workAfterMs(TTL_MS / 2)).isZero();
    assertThat(workAfterMs(TTL_MS)).isEqualTo(1);
  }

  @Test
  void shouldNotExpireTheObjectThatReplacedOne() {
    fixture.put("s", whole(TTL_MS), filled(1, 1));
    store.doWork();
    fixture.put("s", whole(), filled(1, 2));

    assertThat(workAfterMs(TTL_MS)).isZero();
    assertThat(fixture.get("s")).isEqualTo(filled(1, 2));
  }

  @Test
  void shouldKeepWhatIsBeingReadWhenItExpires() {
    fixture.put("s", whole(TTL_MS), filled(3, 1));
    Lease lease = live.lease("s").orElseThrow();

    workAfterMs(TTL_MS);

    assertThat(live.lease("s")).isEmpty();
    assertThat(bytes(lease)).isEqualTo(filled(3, 1));
    lease.close();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldExpireManyObjectsEachInItsTime() {
    Random random = new Random(1);
    int[] ttlsMs = random.ints(OBJECT_COUNT, 1, 600_000).toArray();
    for (int i = 0; i < OBJECT_COUNT; i++) {
      live.begin("s" + i, whole(ttlsMs[i])).commit();
    }

    for (int nowMs = 0; nowMs <= 600_000; nowMs += 30_000) {
      int left = nowMs;
      assertThat(counters.objects())
          .isEqualTo(IntStream.of(ttlsMs).filter(ttlMs -> ttlMs > left).count());
      workAfterMs(30_000);
    }
    assertThat(counters.expired()).isEqualTo(OBJECT_COUNT);
  }

  @Test
  void shouldTakeMemoryInProportionWhenManyLifetimesEndAtOnce() {
    List<String> keys = IntStream.range(0, ENDED_COUNT).mapToObj(i -> "s" + i).toList();
    keys.forEach(key -> live.begin(key, whole(TTL_MS)).commit());
    long before = allocatedBytes();

    store.doWork();
    keys.forEach(key -> live.prolong(key, 2 * TTL_MS));
    store.doWork();

    assertThat(allocatedBytes() - before).isLessThan(ENDED_COUNT * MAX_LIFETIME_LENGTH);
    assertThat(workAfterMs(2 * TTL_MS - 1)).isZero();
    assertThat(workAfterMs(1)).isEqualTo(ENDED_COUNT);
  }

  @Test
  void shouldGiveBackTheMemoryWithinASecondAfterEachLifetime() {
    int regionCount = 2 * OBJECT_COUNT * SlabClass.SMALL.slabLength() / Regions.REGION_LENGTH;
    try (StoreFixture roomy = new StoreFixture(
        new StoreContext().hotCapacity((long) regionCount * Regions.REGION_LENGTH))) {
      Random random = new Random(1);
      int[] ttlsMs = random.ints(OBJECT_COUNT, 1_000, 60_001).toArray();
      IntStream.range(0, OBJECT_COUNT)
          .forEach(i -> roomy.put("s" + i, whole(ttlsMs[i]), new byte[1]));

      for (int nowMs = 0; nowMs <= 61_000; nowMs += 1_000) {
        int dueMs = nowMs - 1_000;
        int keptMs = nowMs;
        roomy.store.doWork();
        assertThat(roomy.store.counters().objects())
            .isLessThanOrEqualTo(
                IntStream.of(ttlsMs).filter(ttlMs -> ttlMs > dueMs).count())
            .isGreaterThanOrEqualTo(
                IntStream.of(ttlsMs).filter(ttlMs -> ttlMs > keptMs).count());
        roomy.advanceMs(1_000);
      }
      assertThat(roomy.store.counters().slabBytesLent()).isZero();
    }
  }

  @Test
  void shouldNotLoseReportsWhenItsQueueOverflows() {
    for (int i = 0; i < 1000; i++) {
      fixture.put("s" + i % 500, whole(TTL_MS), new byte[] {1});
    }

    assertThat(workAfterMs(TTL_MS)).isEqualTo(500);
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldExpireAnObjectThatWasHiddenWhileTheQueueOverflowed() {
    IntStream.range(0, 100).forEach(i -> live.begin("s" + i, whole(TTL_MS)).commit());
    live.begin("h", whole(TTL_MS)).commit();
    ObjectWriter writer = live.begin("h", growing(1));
    store.doWork();
    writer.abort();

    assertThat(workAfterMs(TTL_MS)).isEqualTo(101);
  }

  @Test
  void shouldEvictTheLeastRecentlyLeasedWhenThePoolRunsLow() {
    putRegions(0, REGION_COUNT - 1, TTL_MS);
    store.doWork();
    fixture.get("r0");
    fixture.get("r2");
    fixture.advanceMs(1);
    putRegions(REGION_COUNT - 1, REGION_COUNT, TTL_MS);

    int evictedCount = store.doWork();

    assertThat(evictedCount).isEqualTo(2);
    assertThat(counters.evicted()).isEqualTo(2);
    assertThat(live.lease("r1")).isEmpty();
    assertThat(live.lease("r3")).isEmpty();
    assertThat(fixture.get("r0")).isNotNull();
  }

  @Test
  void shouldEvictNothingWhileThereIsRoom() {
    putRegions(0, REGION_COUNT - 1, TTL_MS);

    assertThat(store.doWork()).isZero();
  }

  @Test
  void shouldNeverEvictPinnedObjects() {
    putRegions(0, REGION_COUNT - 1, ObjectSpec.PINNED);
    putRegions(REGION_COUNT - 1, REGION_COUNT, TTL_MS);
    assertThat(claimOne()).isEqualTo(ObjectWriter.EXHAUSTED);

    assertThat(store.doWork()).isEqualTo(1);

    assertThat(counters.objects()).isEqualTo(REGION_COUNT - 1);
    assertThat(claimOne()).isZero();
  }

  @Test
  void shouldNotEvictWhatIsBeingRead() {
    putRegions(0, REGION_COUNT, TTL_MS);
    Lease lease = live.lease("r0").orElseThrow();
    fixture.advanceMs(1);
    IntStream.range(1, REGION_COUNT).forEach(i -> fixture.get("r" + i));

    store.doWork();

    assertThat(fixture.get("r0")).isNotNull();
    lease.close();
  }

  @Test
  void shouldMakeRoomAfterARefusedClaim() {
    putRegions(0, REGION_COUNT, TTL_MS);
    ObjectWriter writer = live.begin("s", growing(1));
    int refused = writer.claim(1);

    store.doWork();

    assertThat(refused).isEqualTo(ObjectWriter.EXHAUSTED);
    append(writer, filled(1, 1));
    writer.commit();
  }

  @Test
  void shouldForgetTheTimersOfObjectsThatWereReplaced() {
    for (int i = 0; i < 100; i++) {
      fixture.put("s", whole(TTL_MS), filled(1, i));
      store.doWork();
    }

    assertThat(workAfterMs(TTL_MS)).isEqualTo(1);
    assertThat(counters.expired()).isEqualTo(1);
  }

  private void putRegions(int from, int to, long ttlMs) {
    for (int i = from; i < to; i++) {
      fixture.put("r" + i, whole(ttlMs), new byte[Regions.REGION_LENGTH]);
      fixture.advanceMs(1);
    }
  }

  private int claimOne() {
    ObjectWriter writer = live.begin("one", growing(1));
    int result = writer.claim(1);
    writer.abort();
    return result;
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private int workAfterMs(long ms) {
    fixture.advanceMs(ms);
    return store.doWork();
  }
}
