package dev.sluice.ingest.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureSizeTest {
  @Test
  void shouldReadWidthAndHeight() {
    assertThat(PictureSize.parse("4096x2304")).contains(new PictureSize(4096, 2304));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4096", "4096*2304", "x2304", "63x64", "64x8193", "4096x2304p"})
  void shouldRefuseEverythingElse(String text) {
    assertThat(PictureSize.parse(text)).isEmpty();
  }
}
