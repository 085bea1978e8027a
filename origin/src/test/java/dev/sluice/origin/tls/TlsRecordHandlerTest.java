package dev.sluice.origin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NativeMemoryExtension.class)
class TlsRecordHandlerTest {
  private static final int RECORD = TlsRecordHandler.RECORD_LENGTH;

  private final EmbeddedChannel channel = new EmbeddedChannel(new TlsRecordHandler());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, RECORD - 1, RECORD, RECORD + 1, 3 * RECORD, 3 * RECORD + 7})
  void shouldMakeWholeRecordsOfPiecesOfAnyLength(int length) {
    byte[] bytes = bytes(9 + length + 9 + length);

    write(bytes, 9, length, 9, length);
    channel.flush();

    assertThat(channel.outboundMessages()).hasSize((bytes.length + RECORD - 1) / RECORD);
    assertThat(sent()).isEqualTo(bytes);
  }

  @Test
  void shouldWriteRecordAsSoonAsItIsWhole() {
    channel.write(piece(RECORD - 1));
    assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isZero();

    channel.write(piece(1));

    assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes()).isGreaterThan(RECORD);
  }

  @Test
  void shouldKeepPromiseWithTheLastByteOfThePiece() {
    ChannelFuture first = channel.write(piece(10));
    ChannelFuture second = channel.write(piece(RECORD));
    channel.unsafe().flush(); // what has come through
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isDone()).isFalse();

    channel.flush();

    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void shouldKeepPromiseOfNothing() {
    ChannelFuture nothing = channel.write(Unpooled.EMPTY_BUFFER);

    channel.flush();

    assertThat(nothing.isSuccess()).isTrue();
  }

  @Test
  void shouldWriteNothingForFlushAlone() {
    channel.flush();

    assertThat(channel.outboundMessages()).isEmpty();
  }

  @Test
  void shouldFailWhatWaitsWhenTheChannelCloses() {
    ByteBuf piece = piece(10);
    ChannelFuture written = channel.write(piece);

    channel.close();

    assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
    assertThat(piece.refCnt()).isZero();
  }

  private void write(byte[] bytes, int... lengths) {
    ByteBuf source = Unpooled.wrappedBuffer(bytes);
    for (int length : lengths) {
      channel.write(source.readRetainedSlice(length));
    }
    source.release();
  }

  private byte[] sent() {
    ByteBuf records = Unpooled.wrappedBuffer(
        channel.outboundMessages().stream().map(ByteBuf.class::cast).toArray(ByteBuf[]::new));
    channel.outboundMessages().clear();
    byte[] bytes = ByteBufUtil.getBytes(records);
    records.release();
    return bytes;
  }

  private static ByteBuf piece(int length) {
    return Unpooled.directBuffer(length).writeZero(length);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
