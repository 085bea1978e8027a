package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectoryTierTest {
  private static final String NS = TierFixture.NAMESPACE;
  private static final long TTL_MS = TierFixture.TTL_MS;

  @RegisterExtension
  final TierFixture fixture = new TierFixture();

  @Test
  void shouldGiveBackWhatItCopied() {
    fixture.open();
    byte[] bytes = TierFixture.random(100_000);
    FakeSource source =
        new FakeSource(fixture.entry("a/b.ts", 100_003), bytes, new byte[] {1, 2, 3});

    fixture.copy(source);
    FakeReader reader = fixture.read("a/b.ts");

    assertThat(source.calls()).containsExactly("copied");
    assertThat(reader.calls()).containsExactly(source.entry());
    assertThat(reader.facts()).isEqualTo(FakeSource.FACTS);
    assertThat(reader.bytes()).hasSize(100_003).startsWith(bytes).endsWith(1, 2, 3);
    assertThat(fixture.tier.isHolding(NS, "a/b.ts")).isTrue();
  }

  @Test
  void shouldKeepAnObjectWithoutBytes() {
    fixture.open();

    fixture.copy(new FakeSource(fixture.entry("empty", 0)));

    assertThat(fixture.read("empty").calls()).containsExactly(fixture.entry("empty", 0));
  }

  @Test
  void shouldMissWhatItDoesNotHave() {
    fixture.open();

    assertThat(fixture.read("none").calls()).containsExactly(ColdMiss.GONE);
    assertThat(fixture.tier.isHolding(NS, "none")).isFalse();
    assertThat(fixture.tier.delete(NS, "none")).isFalse();
    assertThat(fixture.tier.usage(NS)).isEqualTo(ColdUsage.NONE);
  }

  @Test
  void shouldKeepKeysOfNamespacesApart() {
    fixture.open();
    fixture.put("k", 10);

    assertThat(fixture.tier.isHolding("other", "k")).isFalse();
    assertThat(fixture.tier.isHolding(NS, "k")).isTrue();
  }

  @Test
  void shouldDeleteAtOnceAndItsFileLater() {
    fixture.open();
    fixture.put("k", 10);

    boolean isDeleted = fixture.tier.delete(NS, "k");
    boolean isHolding = fixture.tier.isHolding(NS, "k");
    FakeReader reader = fixture.read("k");

    assertThat(isDeleted).isTrue();
    assertThat(isHolding).isFalse();
    assertThat(reader.calls()).containsExactly(ColdMiss.GONE);
    assertThat(fixture.files()).isEmpty();
    assertThat(fixture.tier.counters().bytes()).isZero();
  }

  @Test
  void shouldReplaceTheObjectOfAKey() {
    fixture.open();
    fixture.put("k", 10);
    fixture.put("k", 20);

    assertThat(fixture.read("k").bytes()).hasSize(20);
    assertThat(fixture.files()).hasSize(1);
    assertThat(fixture.tier.usage(NS)).isEqualTo(new ColdUsage(1, 4096));
    assertThat(fixture.tier.counters().bytes()).isEqualTo(4096);
  }

  @Test
  void shouldNotDeleteTheFileThatCameAfterADeletion() {
    fixture.open();
    fixture.put("k", 10);
    fixture.tier.copy(fixture.source("k", 20));
    fixture.tier.delete(NS, "k");

    HandDriven.work(fixture.tier);

    assertThat(fixture.read("k").bytes()).hasSize(20);
  }

  @Test
  void shouldNotShowWhatTheSourceDoesNotWant() {
    fixture.open();

    fixture.copy(fixture.source("k", 10).unwanted());

    assertThat(fixture.read("k").calls()).containsExactly(ColdMiss.GONE);
    assertThat(fixture.files()).isEmpty();
  }

  @Test
  void shouldDeleteObjectsAtTheEndOfTheirLifetime() {
    fixture.open();
    fixture.put("k", 10);

    fixture.nowEpochMs += TTL_MS;
    boolean isHolding = fixture.tier.isHolding(NS, "k");
    HandDriven.work(fixture.tier);

    assertThat(isHolding).isFalse();
    assertThat(fixture.files()).isEmpty();
    assertThat(fixture.tier.counters().expired()).isEqualTo(1);
    assertThat(fixture.tier.counters().objects()).isZero();
  }

  @Test
  void shouldKeepWhatIsProlongedUntilItsNewTime() {
    fixture.open();
    fixture.put("k", 10);
    fixture.put("other", 10);
    long expiryEpochMs = fixture.nowEpochMs + 2 * TTL_MS;

    assertThat(fixture.tier.prolong(NS, "k", expiryEpochMs)).isTrue();
    assertThat(fixture.tier.prolong(NS, "none", expiryEpochMs)).isFalse();
    fixture.nowEpochMs += TTL_MS;
    HandDriven.work(fixture.tier);
    assertThat(fixture.tier.isHolding(NS, "other")).isFalse();
    assertThat(fixture.read("k").calls())
        .extracting(call -> ((ColdEntry) call).expiryEpochMs())
        .containsExactly(expiryEpochMs);

    fixture.nowEpochMs += TTL_MS;
    HandDriven.work(fixture.tier);
    assertThat(fixture.files()).isEmpty();
  }

  @Test
  void shouldKeepObjectsForTheirTimeWhateverTheClockIsSetTo() {
    fixture.open();
    fixture.put("k", 10);

    fixture.clockSetMs = 3_600_000;
    assertThat(fixture.read("k").bytes()).hasSize(10);
    fixture.clockSetMs = -3_600_000;
    fixture.nowEpochMs += TTL_MS - 1;
    assertThat(fixture.read("k").bytes()).hasSize(10);

    fixture.nowEpochMs++;
    assertThat(fixture.read("k").calls()).containsExactly(ColdMiss.GONE);
    assertThat(fixture.files()).isEmpty();
  }

  @Test
  void shouldRefuseWhatHasExpiredInTheQueue() {
    fixture.open();
    FakeSource source = fixture.source("k", 10);
    fixture.tier.copy(source);

    fixture.nowEpochMs += TTL_MS;
    HandDriven.work(fixture.tier);

    assertThat(source.calls()).containsExactly("refused");
  }

  @Test
  void shouldMakeRoomByWhatExpiresSoonest() {
    fixture.open(fixture.context().maxSize(1 << 20));
    for (int i = 0; i < 4; i++) {
      fixture.nowEpochMs += i == 1 ? -1 : 1; // the second expires first
      fixture.put("k" + i, 300_000);
    }

    assertThat(fixture.tier.isHolding(NS, "k1")).isFalse();
    assertThat(Stream.of("k0", "k2", "k3").allMatch(key -> fixture.tier.isHolding(NS, key)))
        .isTrue();
    assertThat(fixture.tier.counters().displaced()).isEqualTo(1);
    assertThat(fixture.tier.counters().bytes()).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void shouldNotMakeRoomByWhatIsProlonged() {
    fixture.open(fixture.context().maxSize(1 << 20));
    for (int i = 0; i < 3; i++) {
      fixture.nowEpochMs++;
      fixture.put("k" + i, 300_000);
    }
    fixture.tier.prolong(NS, "k0", fixture.nowEpochMs + 3 * TTL_MS);
    fixture.tier.prolong(NS, "k1", fixture.nowEpochMs + 2 * TTL_MS);

    fixture.put("k3", 300_000);
    assertThat(fixture.tier.isHolding(NS, "k2")).isFalse();
    assertThat(fixture.tier.isHolding(NS, "k1")).isTrue();

    fixture.put("k4", 600_000);
    assertThat(fixture.tier.isHolding(NS, "k1")).isFalse();
    assertThat(fixture.tier.isHolding(NS, "k0")).isTrue();
    assertThat(fixture.tier.counters().displaced()).isEqualTo(3);
  }

  @Test
  void shouldBoundTheNumberOfObjects() {
    fixture.open(fixture.context().maxObjectCount(2));
    fixture.put("a", 1);
    fixture.put("b", 1);
    fixture.put("c", 1);

    assertThat(fixture.tier.counters().objects()).isEqualTo(2);
    assertThat(fixture.files()).hasSize(2);
  }

  @Test
  void shouldRefuseAnObjectThatIsLargerThanTheTier() {
    fixture.open(fixture.context().maxSize(1 << 20));
    fixture.put("small", 10);
    FakeSource source = fixture.source("large", 1 << 20);

    fixture.copy(source);

    assertThat(source.calls()).containsExactly("refused");
    assertThat(fixture.tier.isHolding(NS, "small")).isTrue();
  }

  @Test
  void shouldRefuseAtOnceWhatDoesNotFitItsQueues() {
    fixture.open(fixture.context().copyQueueLength(2).readQueueLength(2));
    List<Boolean> taken = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      taken.add(fixture.tier.copy(fixture.source("k" + i, 10)));
      taken.add(fixture.tier.read(NS, "k" + i, new FakeReader()));
    }

    assertThat(taken).containsExactly(true, true, true, true, false, false);
    assertThat(fixture.tier.counters().refusals()).isEqualTo(2);
  }

  @Test
  void shouldDeleteAllObjectsOfANamespace() {
    fixture.open();
    fixture.put("a", 1);
    fixture.put("b", 1);
    fixture.copy(new FakeSource(new ColdEntry("other", "a", 0, 0, fixture.nowEpochMs + TTL_MS)));

    fixture.tier.deleteAll(NS);
    fixture.tier.deleteAll("none");
    HandDriven.work(fixture.tier);

    assertThat(fixture.tier.usage(NS)).isEqualTo(ColdUsage.NONE);
    assertThat(fixture.tier.isHolding("other", "a")).isTrue();
    assertThat(fixture.files()).hasSize(1);
  }

  @Test
  void shouldListWhatItHas() {
    fixture.open();
    fixture.put("a", 1);
    fixture.put("b", 2);
    List<ColdEntry> entries = new ArrayList<>();

    fixture.tier.forEach(NS, entries::add);
    fixture.tier.forEach("none", entries::add);

    assertThat(entries).containsExactlyInAnyOrder(fixture.entry("a", 1), fixture.entry("b", 2));
  }

  @Test
  void shouldFindAfterARestartWhatHasLifetimeLeft() {
    fixture.open();
    fixture.put("long", 5_000);
    fixture.nowEpochMs -= TTL_MS / 2;
    fixture.put("short", 5_000);
    fixture.nowEpochMs += TTL_MS / 2;
    byte[] bytes = fixture.read("long").bytes();
    fixture.tier.close();

    fixture.nowEpochMs += TTL_MS / 2;
    fixture.open();

    assertThat(fixture.read("long").bytes()).isEqualTo(bytes);
    assertThat(fixture.tier.isHolding(NS, "short")).isFalse();
    assertThat(fixture.tier.usage(NS)).isEqualTo(new ColdUsage(1, 8192));
    assertThat(fixture.files()).hasSize(1);
  }

  @Test
  void shouldFindAfterARestartWhatWasProlonged() {
    fixture.open();
    fixture.put("k", 5_000);
    fixture.put("short", 10);
    byte[] bytes = fixture.read("k").bytes();
    long expiryEpochMs = fixture.nowEpochMs + 3 * TTL_MS;
    fixture.tier.prolong(NS, "k", expiryEpochMs - 1);
    HandDriven.work(fixture.tier);
    fixture.tier.prolong(NS, "k", expiryEpochMs);
    fixture.tier.close();

    fixture.nowEpochMs += 2 * TTL_MS;
    fixture.open();

    assertThat(fixture.tier.isHolding(NS, "short")).isFalse();
    FakeReader reader = fixture.read("k");
    assertThat(reader.bytes()).isEqualTo(bytes);
    assertThat(reader.calls())
        .extracting(call -> ((ColdEntry) call).expiryEpochMs())
        .containsExactly(expiryEpochMs);
  }

  @Test
  void shouldKeepObjectsForTheirTimeBeyondARestartAfterTheClockWasSet() {
    fixture.open();
    fixture.clockSetMs = 3_600_000;
    fixture.put("k", 10);
    fixture.put("longer", 10);
    fixture.tier.prolong(NS, "longer", fixture.nowEpochMs + 2 * TTL_MS);
    fixture.tier.close();

    fixture.nowEpochMs += TTL_MS - 1;
    fixture.open();
    assertThat(fixture.tier.isHolding(NS, "k")).isTrue();

    fixture.nowEpochMs++;
    assertThat(fixture.tier.isHolding(NS, "k")).isFalse();
    assertThat(fixture.tier.isHolding(NS, "longer")).isTrue();
    fixture.nowEpochMs += TTL_MS;
    assertThat(fixture.tier.isHolding(NS, "longer")).isFalse();
  }

  @Test
  void shouldNotTellAFileThatIsGoneOrReplaced() {
    fixture.open();
    fixture.put("gone", 10);
    fixture.put("replaced", 10);
    fixture.tier.prolong(NS, "gone", fixture.nowEpochMs + 2 * TTL_MS);
    fixture.tier.prolong(NS, "replaced", fixture.nowEpochMs + 2 * TTL_MS);
    fixture.tier.delete(NS, "gone");
    fixture.put("replaced", 20);
    fixture.tier.close();

    fixture.nowEpochMs += TTL_MS;
    fixture.open();

    assertThat(fixture.files()).isEmpty();
    assertThat(fixture.tier.counters().torn()).isZero();
  }

  @Test
  void shouldWorkOnAThreadOfItsOwn() {
    fixture.tier = DirectoryTier.launch(fixture.context());
    FakeSource source = fixture.source("k", 10);

    fixture.tier.copy(source);

    Tests.await(() -> fixture.tier.isHolding(NS, "k"), "copied by the thread");
    fixture.tier.close();
    fixture.tier.close();
    assertThat(source.calls()).containsExactly("copied");
  }
}
