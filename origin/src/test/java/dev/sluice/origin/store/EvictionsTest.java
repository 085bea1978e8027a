package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.get;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class EvictionsTest {
  private static final int REGION = Regions.REGION_LENGTH;
  private static final int SLAB = SlabClass.MEDIUM.slabLength();
  private static final int SLABS_PER_NAMESPACE = 16;
  private static final long TTL_MS = 60_000;

  private final StoreFixture fixture =
      new StoreFixture(new StoreContext().hotCapacity(8L * REGION).lowWaterMark(REGION));
  private final OriginStore store = fixture.store;
  private final Namespace a = fixture.create("a", 2L * REGION, REGION);
  private final Namespace b = fixture.create("b", 2L * REGION, REGION);

  @AfterEach
  void closeStore() {
    fixture.close();
    assertThat(a.memory().usedLength() + b.memory().usedLength()).isZero();
  }

  @Test
  void shouldMakeRoomBeforeANamespaceIsFull() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE);

    int evictedCount = store.doWork();

    assertThat(evictedCount).isEqualTo(2);
    assertThat(a.usage().evictions()).isEqualTo(2);
    assertThat(a.lease("s0")).isEmpty();
    assertThat(a.lease("s1")).isEmpty();
    assertThat(get(a, "s2")).isNotNull();
  }

  @Test
  void shouldLetTheExpiredGoFirst() {
    put(a, "old", whole(TTL_MS), new byte[SLAB]);
    fixture.advanceMs(1);
    put(a, "short", whole(1_000), new byte[SLAB]);
    put(a, "short2", whole(1_000), new byte[SLAB]);
    putSlabs(a, 3, SLABS_PER_NAMESPACE);
    fixture.advanceMs(1_000);

    store.doWork();

    assertThat(a.usage().expirations()).isEqualTo(2);
    assertThat(a.usage().evictions()).isZero();
    assertThat(get(a, "old")).isNotNull();
  }

  @Test
  void shouldEvictTheLeastRecentlyReadAndOnlyInTheNamespaceThatIsFull() {
    putSlabs(b, 0, 1);
    putSlabs(a, 0, SLABS_PER_NAMESPACE);
    get(a, "s0");

    store.doWork();

    assertThat(get(a, "s0")).isNotNull();
    assertThat(a.lease("s1")).isEmpty();
    assertThat(get(b, "s0")).isNotNull();
  }

  @Test
  void shouldSayThatThereIsNoRoomAndMakeIt() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE);
    ObjectWriter writer = a.begin("s", whole());

    int refused = writer.claim(1);
    store.doWork();
    int offset = writer.claim(1);

    assertThat(refused).isEqualTo(ObjectWriter.EXHAUSTED);
    assertThat(offset).isZero();
    assertThat(store.counters().exhaustedClaims()).isEqualTo(1);
    writer.commit();
  }

  @Test
  void shouldSayThatNothingCanGo() {
    Set<String> listed = putSlabs(a, 1, SLABS_PER_NAMESPACE);
    ObjectWriter playlist = a.begin("p", whole(TTL_MS));
    playlist.claim(SLAB);
    playlist.pin(listed);
    playlist.commit();
    ObjectWriter writer = a.begin("s", whole());
    int first = writer.claim(1);
    store.doWork();

    int second = writer.claim(1);

    assertThat(first).isEqualTo(ObjectWriter.EXHAUSTED);
    assertThat(second).isEqualTo(ObjectWriter.FULL);
    assertThat(a.usage().fullClaims()).isEqualTo(1);
    assertThat(store.counters().fullClaims()).isEqualTo(1);
    writer.abort();
  }

  @Test
  void shouldLetGoOfWhatIsListedNoMore() {
    pinAll();
    ObjectWriter writer = a.begin("s", whole());
    writer.claim(1);
    store.doWork();
    assertThat(writer.claim(1)).isEqualTo(ObjectWriter.FULL);

    a.unpin("p");
    fixture.advanceMs(100);
    store.doWork();

    assertThat(writer.claim(1)).isZero();
    writer.commit();
    a.unpin("none");
  }

  @Test
  void shouldLetGoOfWhatTheFormerPlaylistListed() {
    pinAll();
    ObjectWriter newer = a.begin("p", whole(TTL_MS));
    newer.pin(Set.of("s1"));
    newer.commit();
    put(a, "s0", whole(TTL_MS), new byte[1]);

    store.doWork();

    assertThat(get(a, "s1")).isNotNull();
    assertThat(get(a, "p")).isEmpty();
    assertThat(a.lease("s2")).isEmpty();
    assertThat(a.usage().evictions()).isPositive();
  }

  @Test
  void shouldExpireWhatIsListed() {
    pinAll();

    fixture.advanceMs(TTL_MS);

    assertThat(store.doWork()).isEqualTo(SLABS_PER_NAMESPACE);
    assertThat(store.counters().slabBytesLent()).isZero();
  }

  @Test
  void shouldBoundTheNumberOfObjectsWithoutBytes() {
    int maxCount = 2 * REGION / SlabClass.SMALL.slabLength();

    putEmpty(a, whole(TTL_MS), 10 * maxCount);

    assertThat(a.usage().hotObjects()).isBetween(maxCount / 2L, (long) maxCount);
    assertThat(a.lease("e0")).isEmpty();
    assertThat(get(a, "e" + (10 * maxCount - 1))).isEmpty();
    assertThat(a.memory().usedLength()).isLessThanOrEqualTo(2L * REGION);
  }

  @Test
  void shouldBoundTheTextOfObjects() {
    List<ObjectHeader> headers = List.of(new ObjectHeader("h", "v".repeat(2_000)));
    ObjectSpec spec = new ObjectSpec("a/b", "", Visibility.WHOLE, TTL_MS, 0, headers);

    putEmpty(a, spec, 200);

    assertThat(a.usage().hotObjects()).isBetween(10L, 2 * REGION / (8 * 2_000L));
  }

  @Test
  void shouldCountTheTextOfWhatIsPinned() {
    ObjectWriter playlist = a.begin("p", whole(TTL_MS));
    playlist.claim(1);
    playlist.pin(
        IntStream.range(0, 100).mapToObj(i -> i + "k".repeat(500)).collect(Collectors.toSet()));
    playlist.commit();

    assertThat(a.usage().hotBytes()).isGreaterThan(8 * 100 * 500);
    a.remove("p");
    assertThat(a.usage().hotBytes()).isZero();
  }

  @Test
  void shouldSayThatThereIsNoRoomForAnObjectWithoutBytes() {
    pinAll();
    ObjectWriter writer = a.begin("s", whole());
    int first = writer.reserve();
    store.doWork();

    int second = writer.reserve();

    assertThat(first).isEqualTo(ObjectWriter.EXHAUSTED);
    assertThat(second).isEqualTo(ObjectWriter.FULL);
    writer.abort();
  }

  @Test
  void shouldTakeNoMoreForTheFirstSlabThanItHas() {
    ObjectWriter writer = a.begin("s", whole());

    writer.reserve();
    writer.claim(1);
    writer.reserve();

    assertThat(a.usage().hotBytes()).isEqualTo(SlabClass.SMALL.slabLength());
    writer.abort();
    assertThat(a.usage().hotBytes()).isZero();
  }

  @Test
  void shouldNeverTakeMemoryThatIsBeingRead() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE);
    Lease lease = a.lease("s0").orElseThrow();
    fixture.advanceMs(1);
    IntStream.range(1, SLABS_PER_NAMESPACE).forEach(i -> get(a, "s" + i));

    store.doWork();

    assertThat(get(a, "s0")).isNotNull();
    lease.close();
  }

  @Test
  void shouldEvictWhatIsPastALoweredCapacity() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE - 2);

    store.replace(StoreFixture.spec("a", REGION, REGION));
    store.doWork();

    assertThat(a.usage().hotBytes()).isLessThanOrEqualTo(REGION);
    assertThat(get(a, "s" + (SLABS_PER_NAMESPACE - 3))).isNotNull();
  }

  @Test
  void shouldNeverRefuseLiveBecauseOfWhatWasPushed() {
    fillWithSmallSlabs(a);
    fillWithSmallSlabs(b);

    ObjectWriter segment = fixture.live.begin("s", growing(4 * REGION));
    IntStream.range(0, 4).forEach(i -> assertThat(segment.claim(REGION)).isZero());

    segment.commit();
    assertThat(store.counters().evicted()).isZero();
  }

  @Test
  void shouldNotLetALowLivePoolEvictWhatWasPushed() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE - 2);
    putRegions(fixture.live, 6, TTL_MS);

    store.doWork();

    assertThat(a.usage().evictions()).isZero();
    assertThat(fixture.live.usage().evictions()).isEqualTo(2);
  }

  @Test
  void shouldTakeBackWhatLiveHasBorrowed() {
    putRegions(fixture.live, 8, TTL_MS);
    ObjectWriter writer = a.begin("s", growing(REGION));
    int refused = writer.claim(REGION);

    store.doWork();

    assertThat(refused).isEqualTo(ObjectWriter.EXHAUSTED);
    assertThat(writer.claim(REGION)).isZero();
    writer.commit();
  }

  @Test
  void shouldUseSmallerSlabsForTheLastOfItsCapacity() {
    putSlabs(a, 0, SLABS_PER_NAMESPACE - 1);

    ObjectWriter writer = a.begin("s", growing(REGION));

    assertThat(writer.claim(1_000)).isZero();
    assertThat(a.usage().hotBytes()).isEqualTo(2L * REGION);
    writer.abort();
  }

  @Test
  void shouldRefuseToPinTooMuchOrTooLate() {
    ObjectWriter writer = a.begin("p", whole());
    Set<String> tooMany = IntStream.rangeClosed(0, ObjectWriter.MAX_PINNED_KEY_COUNT)
        .mapToObj(Integer::toString)
        .collect(Collectors.toSet());

    assertThatThrownBy(() -> writer.pin(tooMany)).hasMessageContaining("keys: 10001 (expected");
    writer.commit();
    assertThatThrownBy(() -> writer.pin(Set.of())).isInstanceOf(IllegalStateException.class);
  }

  private void pinAll() {
    Set<String> listed = putSlabs(a, 1, SLABS_PER_NAMESPACE);
    ObjectWriter playlist = a.begin("p", whole(TTL_MS));
    playlist.claim(SLAB);
    playlist.pin(listed);
    playlist.commit();
  }

  /** Puts objects of one medium slab each, from s{from} on. */
  private Set<String> putSlabs(Namespace namespace, int from, int to) {
    Set<String> keys = new HashSet<>();
    for (int i = from; i < to; i++) {
      put(namespace, "s" + i, whole(TTL_MS), filled(SLAB, i));
      keys.add("s" + i);
      fixture.advanceMs(1);
    }
    return keys;
  }

  /** Puts objects without bytes as an upload does, from e0 on. */
  private void putEmpty(Namespace namespace, ObjectSpec spec, int count) {
    for (int i = 0; i < count; i++) {
      ObjectWriter writer = namespace.begin("e" + i, spec);
      while (writer.reserve() == ObjectWriter.EXHAUSTED) {
        store.doWork();
      }
      writer.commit();
      fixture.advanceMs(1);
    }
  }

  private void putRegions(Namespace namespace, int count, long ttlMs) {
    for (int i = 0; i < count; i++) {
      put(namespace, "r" + i, whole(ttlMs), new byte[REGION]);
    }
  }

  /** Fills a namespace with as many objects as there can be. */
  private void fillWithSmallSlabs(Namespace namespace) {
    int slabCount = 2 * REGION / SlabClass.SMALL.slabLength();
    for (int i = 0; i < slabCount; i++) {
      put(namespace, "k" + i, whole(TTL_MS), new byte[1]);
    }
  }
}
