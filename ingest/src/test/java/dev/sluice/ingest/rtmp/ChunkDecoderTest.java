package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {
  private static final byte[] ABC = {'a', 'b', 'c'};
  private static final long LATE_MS = 0x1234567L;

  private final RtmpContext context = Session.context(new FakeDoor());
  private final List<String> messages = new ArrayList<>();
  private final ChunkDecoder decoder = decoder(messages);

  @AfterEach
  void close() {
    decoder.close();
  }

  @Test
  void shouldReadEveryFormAndSplit() {
    byte[] bytes = new Script()
        .message(3, 9, 1, 1000, new byte[300])
        .delta(3, 8, 20, ABC)
        .raw(0x83, 0, 0, 21, 'd', 'e', 'f') // type 2
        .raw(0xC3, 'g', 'h', 'i') // type 3
        .raw(0, 5, 0, 0, 1, 0, 0, 1, 20, 7, 0, 0, 0, 'x') // two bytes: id 69
        .raw(1, 2, 1, 0, 0, 2, 0, 0, 1, 20, 0, 1, 0, 0, 'y') // three bytes, little-endian: id 322
        .raw(0xC1, 2, 1, 'z')
        .message(4, 8, 1, LATE_MS, new byte[200])
        .message(5, 18, 1, 0, new byte[0])
        .bytes();
    decode(bytes);
    for (int size = 1; size < bytes.length; size++) {
      List<String> split = new ArrayList<>();
      ChunkDecoder other = decoder(split);
      for (int at = 0; at < bytes.length; at += size) {
        other.decode(Unpooled.wrappedBuffer(bytes, at, Math.min(size, bytes.length - at)));
      }

      assertThat(split).as("pieces of %d", size).isEqualTo(messages);
    }
    assertThat(messages)
        .containsExactly(
            "9 1 1000 300:000000",
            "8 1 1020 3:616263",
            "8 1 1041 3:646566",
            "8 1 1062 3:676869",
            "20 7 1 1:78",
            "20 256 2 1:79",
            "20 256 4 1:7a",
            "8 1 " + LATE_MS + " 200:000000",
            "18 1 0 0:");
  }

  @Test
  void shouldHoldWhatIsTruncatedAndGiveItBack() {
    byte[] bytes = new Script().message(3, 9, 1, LATE_MS, new byte[300]).bytes();
    for (int length = 0; length < bytes.length; length++) {
      List<String> none = new ArrayList<>();
      ChunkDecoder other = decoder(none);
      other.decode(Unpooled.wrappedBuffer(bytes, 0, length));
      other.close();

      assertThat(none).isEmpty();
      assertThat(other.partialCapacity()).isZero();
    }
  }

  @Test
  void shouldReadInterleavedMessages() {
    decode(new Script()
        .raw(4, 0, 0, 0, 0, 0, 130, 9, 1, 0, 0, 0)
        .raw(new byte[128])
        .raw(5, 0, 0, 9, 0, 0, 3, 8, 1, 0, 0, 0)
        .raw(ABC)
        .raw(0xC4, 1, 2)
        .bytes());

    assertThat(messages).containsExactly("8 1 9 3:616263", "9 1 0 130:000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {129, 130, 131, 132, 256, 300})
  void shouldReadPeersThatOmitExtendedTimestamps(int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 7);
    Script script = new Script();
    for (int i = 0; i < 2; i++) {
      script.raw(4, 255, 255, 255, 0, length >> 8, length, 9, 1, 0, 0, 0, 1, 2, 3, 4);
      for (int at = 0; at < length; at += 128) {
        script.raw(at == 0 ? new byte[0] : new byte[] {(byte) 0xC4});
        script.raw(Arrays.copyOfRange(payload, at, Math.min(length, at + 128)));
      }
    }

    decode(script.bytes());

    String message = "9 1 16909060 " + length + ":070707";
    assertThat(messages).containsExactly(message, message);
  }

  @Test
  void shouldClampChunkSizesAndTakeSizeOne() {
    decode(new Script()
        .setChunkSize(1)
        .message(3, 20, 0, 0, ABC)
        .setChunkSize(Integer.MAX_VALUE)
        .message(3, 20, 0, 0, new byte[1000])
        .bytes());

    assertThat(messages).containsExactly("20 0 0 3:616263", "20 0 0 1000:000000");
  }

  @Test
  void shouldGoOnAfterAbort() {
    decode(new Script()
        .raw(4, 0, 0, 0, 0, 1, 0, 9, 1, 0, 0, 0)
        .raw(new byte[128])
        .message(2, MessageType.ABORT, 0, 0, Script.int32(4))
        .message(4, 8, 1, 5, ABC)
        .bytes());

    assertThat(messages).containsExactly("8 1 5 3:616263");
    assertThat(decoder.partialCapacity()).isZero();
  }

  @Test
  void shouldRefuseNewChunkStreamsWithoutAFullHeader() {
    for (int type = 1; type <= 3; type++) {
      byte[] bytes = {(byte) (type << 6 | 9), 0, 0, 0, 0, 0, 0, 0};
      assertThatThrownBy(() -> decoder(messages).decode(Unpooled.wrappedBuffer(bytes)))
          .isInstanceOf(RtmpProtocolException.class);
    }
  }

  @Test
  void shouldTakeTheFirstControlMessageOfLibrtmp() {
    decode(
        new Script().delta(2, MessageType.ACKNOWLEDGEMENT, 0, Script.int32(7)).bytes());

    assertThat(messages).containsExactly("3 0 0 4:000000");
  }

  @Test
  void shouldRefuseChunkSizesBelowTheFloor() {
    for (int size : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> decode(new Script().setChunkSize(size).bytes()))
          .hasMessageContaining("chunk size");
    }
  }

  @Test
  void shouldRefuseMessagesOverTheLimit() {
    assertThatThrownBy(() ->
            decode(new Script().raw(3, 0, 0, 0, 255, 255, 255, 9, 1, 0, 0, 0).bytes()))
        .hasMessageContaining("16777215");
    decoder.allowMedia();
    assertThatThrownBy(() ->
            decode(new Script().raw(4, 0, 0, 0, 255, 255, 255, 9, 1, 0, 0, 0).bytes()))
        .hasMessageContaining("8388608");
  }

  @Test
  void shouldRefuseTooManyChunkStreams() {
    Script script = new Script();
    for (int id = 0; id <= context.maxChunkStreams(); id++) {
      script.raw(0, id, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0);
    }

    assertThatThrownBy(() -> decode(script.bytes())).hasMessageContaining("max_chunk_streams");
  }

  @Test
  void shouldAllocateAsBytesArrive() {
    decoder.allowMedia();
    Script script = new Script().setChunkSize(1 << 20);
    script.raw(4, 0, 0, 0, 0x7F, 255, 255, 9, 1, 0, 0, 0);

    decode(script.bytes());

    assertThat(decoder.partialCapacity()).isLessThan(256 * 1024);
  }

  @Test
  void shouldRefuseTooManyPartialBytes() {
    context.maxPartialLength(200_000);
    decoder.allowMedia();
    Script script = new Script();
    for (int id = 4; id < 12; id++) {
      script.raw(id, 0, 0, 0, 0x7F, 255, 255, 9, 1, 0, 0, 0).raw(new byte[128]);
    }

    assertThatThrownBy(() -> decode(script.bytes())).hasMessageContaining("max_partial_size");
  }

  private void decode(byte[] bytes) {
    decoder.decode(Unpooled.wrappedBuffer(bytes));
  }

  private ChunkDecoder decoder(List<String> target) {
    return new ChunkDecoder(
        context, ByteBufAllocator.DEFAULT, (type, streamId, timestampMs, payload) -> {
          String head = ByteBufUtil.hexDump(payload, 0, Math.min(3, payload.readableBytes()));
          target.add(type + " " + streamId + " " + timestampMs + " " + payload.readableBytes() + ":"
              + head);
          payload.release();
        });
  }
}
