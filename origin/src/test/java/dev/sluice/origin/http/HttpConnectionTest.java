package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class HttpConnectionTest {
  private static final String GET = HttpFixture.request("GET", "/live/media");
  private static final byte[] MEDIA = HttpFixture.counted(40_000);

  private HttpFixture fixture;
  private EmbeddedChannel channel;
  private long nowNs;

  @BeforeEach
  void open() {
    fixture = new HttpFixture(settings -> settings.nanoClock(() -> nowNs));
    fixture.put("media", HttpFixture.SEGMENT_TYPE, MEDIA);
    RequestDecoder decoder = new RequestDecoder(/* maxHeaderSize= */ 1024, Optional.empty());
    channel = new EmbeddedChannel(
        new WriteProgress(fixture.server.context()),
        decoder,
        new HttpConnection(fixture.server, decoder));
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertThat(fixture.store.counters().leases()).isZero();
    fixture.close();
  }

  @Test
  void shouldWriteTheSlabItself() {
    receive(GET);

    ByteBuf head = channel.readOutbound();
    ByteBuf body = channel.readOutbound();
    assertThat(head.toString(ISO_8859_1))
        .startsWith("HTTP/1.1 200 OK\r\nDate: ")
        .endsWith("\r\n\r\n");
    assertThat(body.isDirect()).isTrue();
    assertThat(body.isReadOnly()).isTrue();
    assertThat(body).isEqualTo(Unpooled.wrappedBuffer(MEDIA));
    head.release();
    body.release();
  }

  @Test
  void shouldEncodeFieldsOfObjectOnce() {
    receive(GET);
    Object kept = attachment();

    receive(GET);

    assertThat(kept).isInstanceOf(EntityHead.class).isSameAs(attachment());
  }

  @Test
  void shouldNotAnswerWhileThePeerTakesNothing() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    receive(GET.repeat(3));

    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(channel.config().isAutoRead()).isFalse();
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();
    assertThat(channel.outboundMessages()).hasSize(6);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void shouldCutOffPeerWithTooManyRequestsWaiting() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);

    receive(GET.repeat(WaitingMessages.MAX_HEAD_COUNT));
    assertThat(channel.isOpen()).isTrue();
    receive(GET);

    assertThat(channel.isOpen()).isFalse();
    assertThat(fixture.server.counters().excessivePeers.sum()).isEqualTo(1);
  }

  @Test
  void shouldExpectRequestWithinTheHeaderTimeout() {
    receive("GET /");
    advance(9);
    assertThat(channel.isOpen()).isTrue();

    advance(3);

    assertThat(channel.isOpen()).isFalse();
    assertThat(fixture.server.counters().lateRequests.sum()).isEqualTo(1);
  }

  @Test
  void shouldCloseIdleConnectionAfterTheIdleTimeout() {
    receive(GET);
    advance(70);
    assertThat(channel.isOpen()).isTrue();

    advance(8);

    assertThat(channel.isOpen()).isFalse();
    assertThat(fixture.server.counters().lateRequests.sum()).isZero();
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private Object attachment() {
    try (var lease = fixture.store.live().lease("media").orElseThrow()) {
      return lease.attachment();
    }
  }

  /** Moves both clocks second by second, as the deadlines look several times within their shortest. */
  private void advance(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nowNs += TimeUnit.SECONDS.toNanos(1);
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
