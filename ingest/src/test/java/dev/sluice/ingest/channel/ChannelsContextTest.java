package dev.sluice.ingest.channel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ChannelsContextTest {
  private final ChannelsContext context = new ChannelsContext(FakePackagedChannel::new);

  @Test
  void shouldTakeDefaults() {
    assertThatCode(context::conclude).doesNotThrowAnyException();
  }

  @Test
  void shouldNameSettingValueAndRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context.maxChannels(0).conclude())
        .withMessage("maxChannels: 0 (expected: 1 to 100000)");
  }

  @Test
  void shouldBeFrozenOnceConcluded() {
    context.conclude();

    assertThatIllegalStateException().isThrownBy(() -> context.staleAfterNs(1));
  }
}
