package dev.sluice.origin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NativeMemoryExtension.class)
class SlabPoolTest {
  private static final int REGION_COUNT = 3;
  private static final int THREAD_COUNT = 4;
  private static final int STEP_COUNT = 20_000;

  private final Regions regions = new Regions(REGION_COUNT, ByteBuffer::allocateDirect);
  private final SlabPool pool = new SlabPool(regions, REGION_COUNT);

  @AfterEach
  void closeRegions() {
    regions.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldLendEveryByteOnce(SlabClass slabClass) {
    List<Integer> slabs = takeAll(slabClass);

    Set<Long> addresses = new HashSet<>();
    UnsafeBuffer view = new UnsafeBuffer(0, 0);
    slabs.forEach(slab -> {
      pool.wrap(slab, view);
      addresses.add(view.addressOffset());
    });

    assertThat(addresses).hasSize(REGION_COUNT * (Regions.REGION_LENGTH / slabClass.slabLength()));
    assertThat(pool.lentLength()).isEqualTo(pool.capacity());
    slabs.forEach(pool::free);
    assertThat(pool.lentLength()).isZero();
  }

  @Test
  void shouldAllocateARegionOnlyWhenItIsNeeded() {
    int first = pool.take(SlabClass.SMALL, 1);
    int second = pool.take(SlabClass.SMALL, 1);

    assertThat(regions.allocatedCount()).isEqualTo(1);
    pool.free(first);
    pool.free(second);
  }

  @Test
  void shouldAlignSlabsToCacheLines() {
    UnsafeBuffer view = new UnsafeBuffer(0, 0);

    int slab = pool.take(SlabClass.LARGE, 1);
    pool.wrap(slab, view);

    assertThat(view.addressOffset() % 64).isZero();
    assertThat(view.capacity()).isEqualTo(SlabPool.MAX_SLAB_LENGTH);
    pool.free(slab);
  }

  @Test
  void shouldCarveARegionAnewWhenItsLastSlabIsBack() {
    takeAll(SlabClass.SMALL).forEach(pool::free);

    List<Integer> large = takeAll(SlabClass.LARGE);

    assertThat(large).hasSize(REGION_COUNT);
    assertThat(regions.allocatedCount()).isEqualTo(REGION_COUNT);
    large.forEach(pool::free);
  }

  @Test
  void shouldNotCarveARegionAnewWhileOneSlabIsLent() {
    List<Integer> slabs = takeAll(SlabClass.SMALL);
    int kept = slabs.remove(70);
    slabs.forEach(pool::free);

    List<Integer> large = takeAll(SlabClass.LARGE);

    assertThat(large).hasSize(REGION_COUNT - 1);
    large.forEach(pool::free);
    pool.free(kept);
  }

  @Test
  void shouldFallBackToALargerClassThenToASmallerOneThatIsLongEnough() {
    int medium = pool.take(SlabClass.MEDIUM, 1);
    List<Integer> large = takeAll(SlabClass.LARGE);

    int insteadOfSmall = pool.take(SlabClass.SMALL, 1);
    int insteadOfLarge = pool.take(SlabClass.LARGE, SlabClass.MEDIUM.slabLength());

    assertThat(pool.lentLength())
        .isEqualTo(2L * Regions.REGION_LENGTH + 3L * SlabClass.MEDIUM.slabLength());
    assertThat(pool.take(SlabClass.LARGE, SlabClass.MEDIUM.slabLength() + 1))
        .isEqualTo(SlabPool.EXHAUSTED);
    List.of(medium, insteadOfSmall, insteadOfLarge).forEach(pool::free);
    large.forEach(pool::free);
  }

  @Test
  void shouldRefuseASlabThatIsNotLent() {
    int kept = pool.take(SlabClass.SMALL, 1);
    int slab = pool.take(SlabClass.SMALL, 1);
    pool.free(slab);

    assertThatThrownBy(() -> pool.free(slab)).isInstanceOf(IllegalStateException.class);
    pool.free(kept);
  }

  @Test
  void shouldFreeItsMemoryOnClose() {
    pool.free(pool.take(SlabClass.SMALL, 1));

    regions.close();

    assertThat(regions.allocatedCount()).isZero();
    assertThat(pool.take(SlabClass.SMALL, 1)).isEqualTo(SlabPool.EXHAUSTED);
  }

  @Test
  void shouldFreeARegionAfterCloseWhenItsLastSlabIsBack() {
    int slab = pool.take(SlabClass.SMALL, 1);
    regions.close();
    UnsafeBuffer view = new UnsafeBuffer(0, 0);
    pool.wrap(slab, view);
    view.putLong(0, 42);

    assertThat(pool.slice(slab, 0, Long.BYTES).hasRemaining()).isTrue();
    pool.free(slab);

    assertThat(regions.allocatedCount()).isZero();
  }

  @Test
  void shouldGoOnWithWhatItHasWhenTheProcessRefusesMemory() {
    AtomicInteger allocations = new AtomicInteger();
    Regions few = new Regions(REGION_COUNT, length -> {
      if (allocations.getAndIncrement() > 0) {
        throw new OutOfMemoryError("refused by the test");
      }
      return ByteBuffer.allocateDirect(length);
    });
    SlabPool refused = new SlabPool(few, REGION_COUNT);

    int first = refused.take(SlabClass.LARGE, 1);
    int second = refused.take(SlabClass.LARGE, 1);
    refused.free(first);
    int third = refused.take(SlabClass.LARGE, 1);

    assertThat(List.of(second, third)).containsExactly(SlabPool.EXHAUSTED, first);
    assertThat(allocations).hasValue(2);
    refused.free(third);
    few.close();
  }

  @Test
  void shouldPreferLowRegions() {
    List<Integer> slabs = takeAll(SlabClass.SMALL);
    int low = slabs.get(3);
    int high = slabs.get(2 * 64 + 3);
    pool.free(high);
    pool.free(low);

    assertThat(take(SlabClass.SMALL)).isEqualTo(low);
    assertThat(take(SlabClass.SMALL)).isEqualTo(high);
    slabs.forEach(pool::free);
  }

  @Test
  void shouldNeverLendASlabTwiceWhenThreadsRace() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREAD_COUNT);
    List<Future<Integer>> results = new ArrayList<>();

    for (int i = 0; i < THREAD_COUNT; i++) {
      int seed = i + 1;
      results.add(threads.submit(() -> takeAndFree(seed)));
    }
    int takenCount = 0;
    for (Future<Integer> result : results) {
      takenCount += result.get();
    }
    threads.shutdown();

    assertThat(takenCount).isPositive();
    assertThat(pool.lentLength()).isZero();
    assertThat(takeAllAndFree(SlabClass.LARGE)).isEqualTo(REGION_COUNT);
  }

  @Test
  void shouldFreeEverythingWhenItClosesDuringARace() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREAD_COUNT);
    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 0; i < THREAD_COUNT; i++) {
      int seed = i + 1;
      results.add(threads.submit(() -> takeAndFree(seed)));
    }

    regions.close();
    for (Future<Integer> result : results) {
      result.get();
    }
    threads.shutdown();

    assertThat(regions.allocatedCount()).isZero();
  }

  /** Takes and frees slabs at random; writes its mark into each and checks that nobody else did. */
  private int takeAndFree(int seed) {
    Random random = new Random(seed);
    UnsafeBuffer view = new UnsafeBuffer(0, 0);
    List<Integer> mine = new ArrayList<>();
    int takenCount = 0;
    for (int step = 0; step < STEP_COUNT; step++) {
      int slab =
          random.nextBoolean() ? pool.take(SlabClass.at(random.nextInt(3)), 1) : SlabPool.EXHAUSTED;
      if (slab != SlabPool.EXHAUSTED) {
        pool.wrap(slab, view);
        mark(view, seed);
        mine.add(slab);
        takenCount++;
      } else if (!mine.isEmpty()) {
        free(mine.remove(random.nextInt(mine.size())), view, seed);
      }
    }
    mine.forEach(slab -> free(slab, view, seed));
    return takenCount;
  }

  private void free(int slab, UnsafeBuffer view, int seed) {
    pool.wrap(slab, view);
    for (int offset = 0; offset < view.capacity(); offset += SlabClass.SMALL.slabLength()) {
      assertThat(view.getIntVolatile(offset)).isEqualTo(seed);
    }
    pool.free(slab);
  }

  private static void mark(UnsafeBuffer view, int seed) {
    for (int offset = 0; offset < view.capacity(); offset += SlabClass.SMALL.slabLength()) {
      view.putIntVolatile(offset, seed);
    }
  }

  private List<Integer> takeAll(SlabClass slabClass) {
    List<Integer> slabs = new ArrayList<>();
    for (int slab = take(slabClass); slab != SlabPool.EXHAUSTED; slab = take(slabClass)) {
      slabs.add(slab);
    }
    return slabs;
  }

  private int takeAllAndFree(SlabClass slabClass) {
    List<Integer> slabs = takeAll(slabClass);
    slabs.forEach(pool::free);
    return slabs.size();
  }

  private int take(SlabClass slabClass) {
    return pool.take(slabClass, slabClass.slabLength());
  }
}
