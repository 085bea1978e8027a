package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NativesTest {
  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldNotLimitTheMemoryOfTheProcess() {
    assertThat(Pointer.maxPhysicalBytes()).isZero();
    assertThat(Pointer.maxBytes()).isZero();
  }
}
