package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
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
    assertThat(catalog.choose(EncoderCatalog.AUTO)).isEqualTo(catalog.names().get(0));
    assertThat(catalog.choose("libopenh264")).isEqualTo("libopenh264");
    assertThatThrownBy(() -> catalog.choose("h264_none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("h264_none")
        .hasMessageContaining("libopenh264");
  }
}
