package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.spec;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NativeMemoryExtension.class)
class NamespacesTest {
  private static final int REGION = Regions.REGION_LENGTH;
  private static final int SIZE = 100_000;

  private final StoreFixture fixture =
      new StoreFixture(new StoreContext().hotCapacity(8L * REGION).liveReserve(3L * REGION));
  private final OriginStore store = fixture.store;

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldCreateAndFindNamespaces() {
    Namespace a = store.create(spec("a", REGION, SIZE));
    store.create(spec("b", REGION, SIZE));

    assertThat(store.namespace("a")).containsSame(a);
    assertThat(store.namespaces()).extracting(Namespace::name).containsExactly("a", "b", "live");
    assertThat(a.spec()).isEqualTo(spec("a", REGION, SIZE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "-a", ".a", "a/b", "a b", "ü", "a\n"})
  void shouldRefuseBadNames(String name) {
    assertThatThrownBy(() -> NamespaceSpec.of(name, 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name: " + name + " (expected: [a-z0-9][a-z0-9._-]{0,62})");
  }

  @Test
  void shouldBoundTheLengthOfNames() {
    assertThat(NamespaceSpec.of("n".repeat(63), 1 << 20).name()).hasSize(63);
    assertThatThrownBy(() -> NamespaceSpec.of("n".repeat(64), 1 << 20))
        .hasMessageContaining("name: nnn");
  }

  @Test
  void shouldNameTheValueThatIsOutOfRange() {
    assertThatThrownBy(() -> NamespaceSpec.of("a", 1)).hasMessageContaining("hotCapacity: 1 (");
    assertThatThrownBy(() -> spec("a", REGION, 0)).hasMessageContaining("maxObjectSize: 0 (");
    assertThatThrownBy(() -> withTtls(1, 2_000)).hasMessageContaining("defaultTtlMs: 1 (");
    assertThatThrownBy(() -> withTtls(3_000, 2_000)).hasMessageContaining("defaultTtlMs: 3000 (");
    assertThatThrownBy(() -> withTtls(1, 1)).hasMessageContaining("maxTtlMs: 1 (");
    assertThatThrownBy(() -> new RateLimit(-1, 0)).hasMessageContaining("operationsPerSecond: -1");
  }

  @Test
  void shouldRefuseACapacityThatIsNotLeftOfThePool() {
    store.create(spec("a", 3L * REGION + 1, SIZE));

    assertThatThrownBy(() -> store.create(spec("b", REGION + 1, SIZE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hotCapacity: 524289 (expected: at most 524288, which the reserve");

    assertThat(store.create(spec("b", REGION, SIZE)).name()).isEqualTo("b");
  }

  @Test
  void shouldRefuseATakenNameAndObjectsLargerThanTheCapacity() {
    store.create(spec("a", REGION, SIZE));

    assertThatThrownBy(() -> store.create(spec("a", REGION, SIZE))).hasMessageContaining("name: a");
    assertThatThrownBy(() -> store.create(spec("b", REGION, REGION + 1)))
        .hasMessageContaining("maxObjectSize: 524289 (expected: at most hotCapacity 524288)");
  }

  @Test
  void shouldGiveANamespaceOtherLimitsAndKeepItsObjects() {
    Namespace a = store.create(spec("a", REGION, SIZE));
    put(a, "k", whole(), filled(10, 1));

    Namespace replaced = store.replace(spec("a", 5L * REGION, 5));

    assertThat(replaced).isSameAs(a);
    assertThat(StoreFixture.get(a, "k")).hasSize(10);
    assertThat(a.begin("l", whole()).claim(6)).isEqualTo(ObjectWriter.TOO_LARGE);
    assertThatThrownBy(() -> store.replace(spec("b", REGION, 1))).hasMessageContaining("name: b");
  }

  @Test
  void shouldLeaveLiveAlone() {
    assertThatThrownBy(() -> store.remove("live")).hasMessageContaining("name: live");
    assertThatThrownBy(() -> store.replace(spec("live", REGION, 1)))
        .hasMessageContaining("name: live");
    assertThatThrownBy(() -> store.create(spec("live", REGION, 1)))
        .hasMessageContaining("name: live");
  }

  @Test
  void shouldRemoveANamespaceWithItsObjects() {
    Namespace a = store.create(spec("a", REGION, SIZE));
    put(a, "k", whole(), filled(10, 1));
    Lease lease = a.lease("k").orElseThrow();
    ObjectWriter open = a.begin("open", whole());

    boolean isRemoved = store.remove("a");
    open.commit();

    assertThat(isRemoved).isTrue();
    assertThat(store.namespace("a")).isEmpty();
    assertThat(bytes(lease)).hasSize(10);
    assertThat(a.usage().hotObjects()).isZero();
    assertThatThrownBy(() -> a.begin("k", whole())).hasMessage("namespace is removed");
    lease.close();
    assertThat(store.counters().slabBytesLent()).isZero();
  }

  @Test
  void shouldGiveTheCapacityOfARemovedNamespaceToTheNext() {
    store.create(spec("a", 5L * REGION, SIZE));
    store.remove("a");

    assertThat(store.remove("a")).isFalse();
    assertThat(store.create(spec("b", 5L * REGION, SIZE)).usage().hotBytes()).isZero();
  }

  @Test
  void shouldTellWhatANamespaceHoldsAndWhatHappened() {
    Namespace a = store.create(spec("a", REGION, SIZE));
    put(a, "k", whole(1_000), filled(10, 1));
    put(a, "l", whole(2_000), filled(10, 1));
    StoreFixture.get(a, "k");
    StoreFixture.get(a, "none");
    fixture.advanceMs(1_000);
    store.doWork();

    assertThat(a.usage())
        .isEqualTo(new NamespaceUsage(
            1, SlabClass.SMALL.slabLength(), 0, 0, 2, 1, 0, /* expirations= */ 1, 0));
  }

  @Test
  void shouldBoundLifetimesByTheMaximum() {
    Namespace a = store.create(spec("a", REGION, SIZE));
    put(a, "pinned", whole(), filled(10, 1));
    put(a, "long", whole(Long.MAX_VALUE - 1), filled(10, 1));
    put(a, "short", whole(5_000), filled(10, 1));

    assertThat(remainingTtlMs(a, "pinned")).isEqualTo(3_600_000);
    assertThat(remainingTtlMs(a, "long")).isEqualTo(3_600_000);
    fixture.advanceMs(1_000);
    assertThat(remainingTtlMs(a, "short")).isEqualTo(4_000);
    fixture.put("live", whole(), filled(1, 1));
    assertThat(remainingTtlMs(fixture.live, "live")).isEqualTo(ObjectSpec.PINNED);
  }

  private static long remainingTtlMs(Namespace namespace, String key) {
    try (Lease lease = namespace.lease(key).orElseThrow()) {
      return lease.remainingTtlMs();
    }
  }

  private static NamespaceSpec withTtls(long defaultTtlMs, long maxTtlMs) {
    return new NamespaceSpec(
        "a", REGION, SIZE, defaultTtlMs, maxTtlMs, true, RateLimit.NONE, RateLimit.NONE);
  }
}
