package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DirectoryTierContextTest {
  @Test
  void shouldHaveUsableDefaults() {
    DirectoryTierContext context = context().conclude();

    assertThat(context.maxSize()).isEqualTo(10L << 30);
    assertThat(context.path()).isEqualTo(Path.of("cold"));
  }

  @Test
  void shouldNameTheSettingTheValueAndWhatWasExpected() {
    assertThatThrownBy(() -> context().maxSize(1).conclude())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxSize: 1 (expected: 1048576 to 1125899906842624)");
    assertThatThrownBy(() -> context().maxObjectCount(0).conclude())
        .hasMessage("maxObjectCount: 0 (expected: 1 to 10000000)");
    assertThatThrownBy(() -> context().copyQueueLength(1).conclude())
        .hasMessage("copyQueueLength: 1 (expected: 2 to 65536)");
    assertThatThrownBy(() -> context().readQueueLength(1).conclude())
        .hasMessage("readQueueLength: 1 (expected: 2 to 65536)");
    assertThatThrownBy(() -> context().closeTimeoutMs(-1).conclude())
        .hasMessage("closeTimeoutMs: -1 (expected: 0 to 600000)");
  }

  @Test
  void shouldRefuseChangesOnceConcluded() {
    DirectoryTierContext context = context().conclude();

    assertThatThrownBy(() -> context.maxSize(1 << 20)).isInstanceOf(IllegalStateException.class);
  }

  private static DirectoryTierContext context() {
    return new DirectoryTierContext(Path.of("cold"));
  }
}
