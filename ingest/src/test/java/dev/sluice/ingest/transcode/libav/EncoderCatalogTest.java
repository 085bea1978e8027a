package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EncoderCatalogTest {
  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldFindWhatWorksAndFallBackToSoftware() {
    EncoderCatalog catalog = EncoderCatalog.probe(LIBAV.counters());

    assertThat(catalog.names()).contains("libopenh264");
    assertThatCode(() -> catalog.check("transcode.encoder", EncoderCatalog.AUTO))
        .doesNotThrowAnyException();
    assertThatCode(() -> catalog.check("transcode.encoder", "libopenh264"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> catalog.check("transcode.encoder", "h264_vaapi"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("transcode.encoder: h264_vaapi (expected: auto or one of [")
        .hasMessageContaining("libopenh264");
  }
}
