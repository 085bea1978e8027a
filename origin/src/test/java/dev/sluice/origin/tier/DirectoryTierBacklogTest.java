package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectoryTierBacklogTest {
  private static final String NS = TierFixture.NAMESPACE;
  private static final int COUNT = 150;
  private static final int DELETED_AT_A_TIME = 64;

  @RegisterExtension
  final TierFixture fixture = new TierFixture();

  @Test
  void shouldReadBetweenTheDeletionsOfANamespace() {
    fixture.open();
    putMany();
    fixture.copy(new FakeSource(otherEntry()));
    FakeReader reader = new FakeReader();

    fixture.tier.deleteAll(NS);
    HandDriven.step(fixture.tier);
    fixture.tier.read("other", "k", reader);
    HandDriven.step(fixture.tier);
    assertThat(reader.calls()).containsExactly(otherEntry());
    assertThat(fixture.files()).hasSize(1 + COUNT - 2 * DELETED_AT_A_TIME);

    HandDriven.work(fixture.tier);
    assertThat(fixture.files()).hasSize(1);
  }

  @Test
  void shouldDeleteSomeAtATimeOfWhatHasExpired() {
    fixture.open();
    putMany();

    fixture.nowEpochMs += TierFixture.TTL_MS;
    HandDriven.step(fixture.tier);
    assertThat(fixture.files()).hasSize(COUNT - DELETED_AT_A_TIME);
    assertThat(fixture.tier.isHolding(NS, "k" + (COUNT - 1))).isFalse();
    HandDriven.work(fixture.tier);

    assertThat(fixture.files()).isEmpty();
    assertThat(fixture.tier.counters().expired()).isEqualTo(COUNT);
  }

  @Test
  void shouldMakeRoomByWhatIsRemovedAlready() {
    fixture.open(fixture.context().maxSize(1 << 20));
    for (int i = 0; i < 3; i++) {
      fixture.nowEpochMs++;
      fixture.put("k" + i, 300_000);
    }

    fixture.tier.delete(NS, "k2");
    fixture.put("k3", 300_000);

    assertThat(Stream.of("k0", "k1", "k3").allMatch(key -> fixture.tier.isHolding(NS, key)))
        .isTrue();
    assertThat(fixture.tier.counters().displaced()).isZero();
  }

  @Test
  void shouldGiveUpDeletionsThatTakeTooLongOnClose() {
    fixture.open(fixture.context().closeTimeoutMs(0));
    fixture.put("k", 10);
    fixture.tier.delete(NS, "k");

    fixture.tier.close();

    assertThat(fixture.files()).hasSize(1);
  }

  private void putMany() {
    for (int i = 0; i < COUNT; i++) {
      fixture.copy(fixture.source("k" + i, 1));
    }
  }

  private ColdEntry otherEntry() {
    return new ColdEntry("other", "k", 0, 0, fixture.nowEpochMs + TierFixture.TTL_MS);
  }
}
