package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemoryExtension.class)
class ColdLifetimeTest {
  private static final long TTL_MS = 60_000;
  private static final int HOUR_MS = 3_600_000;

  @TempDir
  Path directory;

  private ColdFixture fixture;

  @BeforeEach
  void openStore() {
    fixture = new ColdFixture(directory);
  }

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldKeepWhatLeftMemoryBeforeTheClockWasSet() {
    putCold("s");

    fixture.setClock(HOUR_MS);
    fixture.work();

    assertThat(fixture.pushed.contains("s")).isTrue();
    fixture.advanceMs(TTL_MS);
    assertThat(fixture.pushed.contains("s")).isFalse();
  }

  @Test
  void shouldKeepWhatLeavesMemoryAfterTheClockWasSet() {
    fixture.setClock(-HOUR_MS);

    putCold("s");

    assertThat(fixture.pushed.list("", "", 1))
        .extracting(ListedObject::remainingTtlMs)
        .containsExactly(TTL_MS - ColdFixture.DEMOTION_MS);
    try (Lease lease = fixture.recall("s").lease()) {
      assertThat(lease.remainingTtlMs()).isEqualTo(TTL_MS - ColdFixture.DEMOTION_MS);
    }
  }

  @Test
  void shouldPreserveForItsTimeAfterTheClockWasSet() {
    put(fixture.live, "s", whole(ObjectSpec.PINNED), new byte[10]);
    fixture.setClock(HOUR_MS);

    fixture.live.preserve("s", TTL_MS, 0);
    fixture.work();

    fixture.restartAfterMs(TTL_MS - 1);
    assertThat(fixture.live.contains("s")).isTrue();
    fixture.advanceMs(1);
    assertThat(fixture.live.contains("s")).isFalse();
  }

  private void putCold(String key) {
    put(fixture.pushed, key, whole(TTL_MS), new byte[10]);
    fixture.demote(key);
  }
}
