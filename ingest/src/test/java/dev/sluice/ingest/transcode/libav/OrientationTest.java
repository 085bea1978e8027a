package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {
  private static final int ONE = 1 << 16;

  @ParameterizedTest
  @CsvSource({
    " 1,  0,  0,  1, UPRIGHT, false",
    " 0,  1, -1,  0, CLOCKWISE_90, true",
    "-1,  0,  0, -1, ROTATED_180, false",
    " 0, -1,  1,  0, COUNTERCLOCKWISE_90, true",
    "-1,  0,  0,  1, MIRRORED, false",
    " 1,  0,  0, -1, FLIPPED, false",
    " 0, -1, -1,  0, CLOCKWISE_90_FLIPPED, true",
    " 0,  1,  1,  0, COUNTERCLOCKWISE_90_FLIPPED, true",
    " 0,  0,  0,  0, UPRIGHT, false"
  })
  void shouldReadADisplayMatrix(int a, int b, int c, int d, Orientation expected, boolean turns) {
    UnsafeBuffer matrix = new UnsafeBuffer(new byte[Orientation.MATRIX_LENGTH]);
    int[] values = {a, b, 0, c, d, 0, 0, 0, 1};
    for (int i = 0; i < values.length; i++) {
      matrix.putInt(i * Integer.BYTES, values[i] * ONE, ByteOrder.nativeOrder());
    }

    assertThat(Orientation.of(matrix, 0)).isEqualTo(expected);
    assertThat(expected.isQuarterTurn()).isEqualTo(turns);
  }
}
