package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, there is a controlled end: no exception but the protocol's, and nothing left behind. */
class RtmpFuzzTest {
  private static final int MUTATED_SESSION_COUNT = 250;

  @FuzzTest
  void shouldDecodeAnyChunks(byte[] bytes) {
    ChunkDecoder decoder = new ChunkDecoder(
        Session.context(new FakeDoor()),
        ByteBufAllocator.DEFAULT,
        (type, streamId, timestampMs, payload) -> payload.release());
    try {
      decoder.decode(Unpooled.wrappedBuffer(bytes));
    } catch (RtmpProtocolException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    } finally {
      decoder.close();
    }
    assertThat(decoder.partialCapacity()).isZero();
  }

  @FuzzTest
  void shouldReadAnyAmf(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    Amf0Reader reader = new Amf0Reader(buffer, 16);
    try {
      while (reader.hasNext()) {
        reader.object((name, value) -> value.string());
      }
    } catch (RtmpProtocolException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  @Test
  void shouldSurviveMutationsOfAGoodSession() {
    byte[] good = new Script()
        .session("main?key=T")
        .sequenceHeaders()
        .video(0, 40, new byte[300])
        .audio(0x1000000, new byte[20])
        .bytes();
    int handshakeLength = new Script().handshake().bytes().length;
    Random random = new Random(20_26);
    for (int i = 0; i < MUTATED_SESSION_COUNT; i++) {
      byte[] mutated = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        mutated[handshakeLength + random.nextInt(good.length - handshakeLength)] =
            (byte) random.nextInt();
      }
      try (Session session = new Session()) {
        session.send(mutated, Integer.MAX_VALUE);
        session.channel.close();

        assertThat(session.door.publications).allMatch(publication -> publication.closeCount == 1);
      }
    }
  }
}
