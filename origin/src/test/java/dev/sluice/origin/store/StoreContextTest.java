package dev.sluice.origin.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StoreContextTest {
  @Test
  void shouldHaveUsableDefaults() {
    StoreContext context = new StoreContext().conclude();

    assertThat(context.hotCapacity()).isEqualTo(1L << 30);
    assertThat(context.maxObjectSize()).isEqualTo(10_000_000);
    assertThat(context.lowWaterMark()).isEqualTo(1L << 26);
  }

  @Test
  void shouldNameTheSettingTheValueAndWhatWasExpected() {
    assertThatThrownBy(() -> new StoreContext().hotCapacity(1).conclude())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hotCapacity: 1 (expected: 524288 to 4398046511104)");
    assertThatThrownBy(() -> new StoreContext().maxObjectSize(0).conclude())
        .hasMessage("maxObjectSize: 0 (expected: 1 to 1073741824)");
    assertThatThrownBy(() -> new StoreContext().lowWaterMark(1L << 30).conclude())
        .hasMessage("lowWaterMark: 1073741824 (expected: 0 to 536870912)");
    assertThatThrownBy(() -> new StoreContext().lifetimeQueueLength(1).conclude())
        .hasMessage("lifetimeQueueLength: 1 (expected: 2 to 1048576)");
  }

  @Test
  void shouldRefuseChangesOnceConcluded() {
    StoreContext context = new StoreContext().conclude();

    assertThatThrownBy(() -> context.hotCapacity(1 << 20))
        .isInstanceOf(IllegalStateException.class);
  }
}
