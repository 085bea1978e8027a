package dev.sluice.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The rules that consecutive chunks of a track keep within a stretch of media (ISO/IEC 23000-19 §7.3). */
public final class CmafAssert {
  private CmafAssert() {}

  /** Checks chunks that follow each other; returns them taken apart. */
  public static List<Chunk> assertCmaf(List<byte[]> chunks) {
    List<Chunk> found = new ArrayList<>();
    Chunk last = null;
    for (byte[] bytes : chunks) {
      Chunk chunk = Chunk.read(bytes);
      assertThat(String.join(" ", chunk.boxes())).matches("(styp )?prft moof mdat");
      assertThat(chunk.samples()).isNotEmpty().allMatch(sample -> sample.duration() > 0);
      assertThat(chunk.referenceTime()).isEqualTo(chunk.decodeTime());
      if (last != null) {
        assertThat(chunk.sequence()).as("sequence_number").isEqualTo(last.sequence() + 1);
        assertThat(chunk.decodeTime()).as("tfdt").isEqualTo(last.endTime());
        assertThat(chunk.ntpTime()).as("prft").isGreaterThan(last.ntpTime());
      }
      found.add(chunk);
      last = chunk;
    }
    return found;
  }

  /** Returns the first of the chunks that a segment consists of. */
  public static Chunk firstChunk(byte[] segment) {
    return Chunk.read(chunks(segment).get(0));
  }

  /** Returns the chunks that a segment consists of. */
  public static List<byte[]> chunks(byte[] segment) {
    List<byte[]> chunks = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < segment.length; ) {
      String type =
          new String(segment, end + Integer.BYTES, Integer.BYTES, StandardCharsets.US_ASCII);
      end += ByteBuffer.wrap(segment).getInt(end);
      if (type.equals("mdat")) {
        chunks.add(Arrays.copyOfRange(segment, start, end));
        start = end;
      }
    }
    return chunks;
  }
}
