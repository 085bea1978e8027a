package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FileHeaderTest {
  private static final ColdEntry ENTRY = new ColdEntry("ns", "a/ü.ts", 1L << 33, 1_000, 2_000);
  private static final byte[] FACTS = {1, 2, 3};
  private static final int CRC_OFFSET = 8;

  private final ByteBuffer header = new FileHeader(ENTRY, FACTS, 42).encode();

  @Test
  void shouldReturnWhatWasWritten() throws Exception {
    FileHeader decoded = FileHeader.decode(header);

    assertThat(decoded.entry()).isEqualTo(ENTRY);
    assertThat(decoded.facts()).containsExactly(FACTS);
    assertThat(decoded.bodyCrc()).isEqualTo(42);
  }

  @Test
  void shouldTellItsLengthFromItsFirstBytes() throws Exception {
    assertThat(FileHeader.lengthOf(header)).isEqualTo(header.remaining());
  }

  @Test
  void shouldRefuseEveryHeaderThatIsCutOff() {
    for (int length = 0; length < header.limit(); length++) {
      ByteBuffer cut = ByteBuffer.wrap(header.array().clone()).limit(length);
      assertThatThrownBy(() -> FileHeader.decode(cut)).isInstanceOf(TornFileException.class);
    }
  }

  @Test
  void shouldRefuseEveryHeaderWithAWrongByte() {
    for (int offset = 0; offset < header.limit(); offset++) {
      byte[] wrong = header.array().clone();
      wrong[offset] ^= 0x10;
      assertThatThrownBy(() -> FileHeader.decode(ByteBuffer.wrap(wrong)))
          .isInstanceOf(TornFileException.class);
    }
  }

  @Test
  void shouldRefuseLengthsOutOfRangeEvenIfTheChecksumIsRight() {
    for (int offset : new int[] {4, 40, 44, 48}) {
      for (int length : new int[] {-1, 0x7FFFFFFF, FileHeader.MAX_LENGTH, 9}) {
        ByteBuffer wrong = ByteBuffer.wrap(header.array().clone()).putInt(offset, length);
        sign(wrong);
        assertThatThrownBy(() -> FileHeader.decode(wrong)).isInstanceOf(TornFileException.class);
      }
    }
  }

  @Test
  void shouldRefuseToEncodeWhatIsTooLong() {
    FileHeader tooLong = new FileHeader(ENTRY, new byte[FileHeader.MAX_LENGTH], 0);

    assertThat(tooLong.encode().hasRemaining()).isFalse();
  }

  private static void sign(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.putInt(CRC_OFFSET, 0).duplicate());
    bytes.putInt(CRC_OFFSET, (int) crc.getValue());
  }
}
