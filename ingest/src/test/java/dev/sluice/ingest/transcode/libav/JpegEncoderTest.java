package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JpegEncoderTest {
  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @Test
  void shouldMakeAJpegOfEachFormatInTurn() throws IOException {
    try (JpegEncoder encoder = JpegEncoder.create(LIBAV.counters())) {
      for (int[] size : new int[][] {{1280, 720, 180}, {1280, 720, 180}, {720, 1280, 568}}) {
        try (Picture picture = Planes.slope(size[0], size[1], 0, LIBAV.counters())) {
          BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoder.encode(picture)));

          assertThat(image.getWidth()).isEqualTo(320);
          assertThat(image.getHeight()).isEqualTo(size[2]);
          assertThat(LIBAV.counters().jpegContexts()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void shouldShowWhiteAsWhite() throws IOException {
    Clip white = Clip.video("color=white:size=64x64:duration=0.1");

    try (JpegEncoder encoder = JpegEncoder.create(LIBAV.counters());
        Decoding decoding = Decoding.of(white, LIBAV.counters())) {
      byte[] jpeg = encoder.encode(decoding.pictures().get(0));
      assertThat(ImageIO.read(new ByteArrayInputStream(jpeg)).getRGB(9, 9) & 0xFF)
          .isGreaterThan(250);
    }
  }
}
