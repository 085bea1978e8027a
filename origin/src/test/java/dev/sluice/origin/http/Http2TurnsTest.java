package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.h2.Http2Codecs;
import dev.sluice.origin.http.h2.Http2Context;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How the streams of a connection share it. */
@ExtendWith(NativeMemoryExtension.class)
class Http2TurnsTest {
  private static final int END_STREAM = 1;
  private static final int FLAGS_AND_STREAM_LENGTH = 5;
  private static final int FRAME_LENGTH = 16 * 1024; // RFC 9113 §6.5.2, SETTINGS_MAX_FRAME_SIZE
  private static final int BODY_LENGTH = 8 * FRAME_LENGTH;
  private static final byte[] WIDE_STREAMS = {0, 4, 0, 16, 0, 0};
  private static final byte[] WIDE_CONNECTION = {0, 16, 0, 0};

  private final EmbeddedChannel channel = new EmbeddedChannel(
      Http2Codecs.server(new Http2Context().conclude(), HttpContext.MAX_HEADER_SIZE_DEFAULT));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldSendFramesOfFullLengthWhenManyStreamsSend() {
    receive(RawFrame.PREFACE);
    receive(RawFrame.of(RawFrame.SETTINGS, 0, 0, WIDE_STREAMS));
    receive(RawFrame.of(RawFrame.WINDOW_UPDATE, 0, 0, WIDE_CONNECTION));
    List<Http2FrameStream> streams = List.of(request(1), request(3), request(5));

    streams.forEach(this::answer);
    channel.flush();

    // Of full length but for the last ones of turns.
    assertThat(dataFrameCount()).isLessThan(2 * streams.size() * BODY_LENGTH / FRAME_LENGTH);
  }

  private Http2FrameStream request(int streamId) {
    receive(
        RawFrame.of(RawFrame.HEADERS, RawFrame.END_HEADERS | END_STREAM, streamId, RawFrame.GET));
    Object message = channel.readInbound();
    while (!(message instanceof Http2HeadersFrame)) {
      message = channel.readInbound();
    }
    return ((Http2HeadersFrame) message).stream();
  }

  private void answer(Http2FrameStream stream) {
    channel.write(
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")).stream(stream));
    channel.write(new DefaultHttp2DataFrame(
            Unpooled.directBuffer(BODY_LENGTH).writeZero(BODY_LENGTH), /* endStream= */ true)
        .stream(stream));
  }

  private int dataFrameCount() {
    ByteBuf sent = Unpooled.wrappedBuffer(
        channel.outboundMessages().stream().map(ByteBuf.class::cast).toArray(ByteBuf[]::new));
    channel.outboundMessages().clear();
    int count = 0;
    while (sent.isReadable()) {
      int length = sent.readUnsignedMedium();
      count += sent.readByte() == RawFrame.DATA ? 1 : 0;
      sent.skipBytes(FLAGS_AND_STREAM_LENGTH + length);
    }
    sent.release();
    return count;
  }

  private void receive(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }
}
