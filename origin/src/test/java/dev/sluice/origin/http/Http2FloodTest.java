package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.h2.Http2Codecs;
import dev.sluice.origin.http.h2.Http2Context;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2FrameCodec;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that ask for more than they take: frames are cheap to send, their answers wait in memory. */
@ExtendWith(NativeMemoryExtension.class)
class Http2FloodTest {
  private static final int LIMIT = 20;
  private static final byte[] PING = RawFrame.of(RawFrame.PING, 0, 0, new byte[8]);
  private static final byte[] SETTINGS = RawFrame.of(RawFrame.SETTINGS, 0, 0);

  private HttpFixture fixture;
  private EmbeddedChannel channel;
  private boolean isTaking;
  private long nowNs;

  @BeforeEach
  void open() {
    fixture = new HttpFixture(settings -> settings.nanoClock(() -> nowNs));
    Http2Context limits =
        new Http2Context().maxControlFrames(LIMIT).maxContinuations(LIMIT).conclude();
    Http2FrameCodec codec = Http2Codecs.server(limits, HttpContext.MAX_HEADER_SIZE_DEFAULT);
    channel = new EmbeddedChannel() {
      @Override
      protected void doWrite(ChannelOutboundBuffer waiting) throws Exception {
        if (isTaking) {
          super.doWrite(waiting);
        }
      }
    };
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new WriteProgress(fixture.server.context()),
            codec,
            new Http2Session(fixture.server, codec));
    receive(RawFrame.PREFACE);
    receive(SETTINGS);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    fixture.close();
  }

  @ParameterizedTest
  @MethodSource("floods")
  void shouldEndTheConnection(String name, byte[] begin, byte[] frame) {
    receive(begin);
    for (int i = 0; i <= LIMIT; i++) {
      receive(frame);
    }

    assertThat(fixture.server.counters().excessivePeers.sum()).isEqualTo(1);
    advance(2);
    assertThat(channel.isOpen()).isFalse();
  }

  static Stream<Arguments> floods() {
    byte[] head = RawFrame.of(RawFrame.HEADERS, 0, 1, RawFrame.GET);
    byte[] more = RawFrame.of(RawFrame.CONTINUATION, 0, 1);
    return Stream.of(
        Arguments.of("PING (CVE-2019-9512)", new byte[0], PING),
        Arguments.of("SETTINGS (CVE-2019-9515)", new byte[0], SETTINGS),
        Arguments.of("CONTINUATION (CVE-2026-33871)", head, more));
  }

  @Test
  void shouldNotTakePingsForRequests() {
    isTaking = true;
    for (int second = 0; second < 14; second++) {
      receive(PING);
      advance(1);
    }

    assertThat(channel.isOpen()).isFalse();
    assertThat(fixture.server.counters().lateRequests.sum()).isEqualTo(1);
  }

  private void receive(byte[] bytes) {
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(bytes));
      channel.runPendingTasks();
    }
  }

  private void advance(int seconds) {
    nowNs += TimeUnit.SECONDS.toNanos(seconds);
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }
}
