package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.ObjectWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalServerChannel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is cut off for what it takes and who is not; a reader has 20 s. */
@ExtendWith(NativeMemoryExtension.class)
class SlowReaderTest {
  private static final String GET = HttpFixture.request("GET", "/live/media");
  private static final String MANY_GETS =
      HttpFixture.request("GET", "/live/media", "Range: bytes=0-0").repeat(120);
  private static final byte[] SETTINGS = RawFrame.of(RawFrame.SETTINGS, 0, 0);
  private static final byte[] WIDE_STREAMS =
      RawFrame.of(RawFrame.SETTINGS, 0, 0, new byte[] {0, 4, 0, 16, 0, 0});
  private static final byte[] WIDE_CONNECTION = RawFrame.windowUpdate(0, 1 << 20);
  private static final Page PAGE = Page.fixed("text/plain", "no-cache", new byte[600_000]);
  private static final int SLOW_LENGTH = 8 * 1024; // a second
  private static final int TOO_SLOW_LENGTH = 1024;

  private HttpFixture fixture;
  private EmbeddedChannel channel;
  private int takableLength = Integer.MAX_VALUE;
  private long nowNs;

  @BeforeEach
  void open() {
    fixture =
        new HttpFixture(settings -> settings.nanoClock(() -> nowNs).page("/page", path -> PAGE));
    fixture.put("media", HttpFixture.SEGMENT_TYPE, new byte[625_000]);
    channel =
        new EmbeddedChannel(new LocalServerChannel(), DefaultChannelId.newInstance(), true, false) {
          @Override
          protected void doWrite(ChannelOutboundBuffer waiting) {
            while (takableLength > 0 && waiting.current() instanceof ByteBuf bytes) {
              int length = Math.min(takableLength, bytes.readableBytes());
              takableLength -= length;
              waiting.removeBytes(length);
            }
          }
        };
    channel.freezeTime();
    channel.pipeline().addLast(new ConnectionInitializer(fixture.server, Optional.empty()));
  }

  @AfterEach
  void close() {
    channel.unsafe().close(channel.newPromise()); // the socket is lost
    channel.finishAndReleaseAll();
    assertThat(fixture.store.counters().leases()).isZero();
    fixture.close();
  }

  @Test
  void shouldCutReaderThatTakesNextToNothing() {
    takableLength = 0;
    receive(GET.getBytes(ISO_8859_1));

    for (int second = 0; second < 40; second++) {
      take(TOO_SLOW_LENGTH);
      advance();
    }

    assertCut(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldGiveReaderOfManyAnswersAllItsTime() {
    takableLength = 0;
    receive(MANY_GETS.getBytes(ISO_8859_1));

    for (int second = 0; second < 22; second++) { // 20 s from the first look
      assertThat(channel.isOpen()).isTrue();
      advance();
    }

    advance();
    advance();
    assertCut(1);
  }

  @Test
  void shouldHoldAFewPiecesOfAPageThatAllAnswersShare() {
    takableLength = 0;

    receive(HttpFixture.request("GET", "/page").getBytes(ISO_8859_1));

    long heldLength = channel.unsafe().outboundBuffer().totalPendingWriteBytes();
    assertThat(heldLength).isBetween(1L, 3L * PacedBody.PIECE_LENGTH);
    takableLength = Integer.MAX_VALUE;
    channel.flush();
    assertThat(fixture.server.counters().bytesSent.sum()).isEqualTo(PAGE.body().length);
  }

  @Test
  void shouldServeReaderThatTakesSlowly() {
    takableLength = 0;
    receive(GET.getBytes(ISO_8859_1));

    for (int second = 0; second < 60; second++) {
      take(SLOW_LENGTH);
      advance();
    }

    assertServing(1);
  }

  @Test
  void shouldCutReaderThatOnlyWidensItsStreamWindow() {
    receive(RawFrame.PREFACE, SETTINGS);
    receive(get(1), get(3));

    for (int second = 0; second < 40; second++) {
      receive(RawFrame.windowUpdate(3, 1));
      advance();
    }

    assertCut(2);
  }

  @Test
  void shouldCutReaderThatWidensItsWindowsByNextToNothing() {
    receive(RawFrame.PREFACE, SETTINGS, WIDE_CONNECTION);
    receive(get(1));

    for (int second = 0; second < 40; second++) {
      receive(RawFrame.windowUpdate(1, TOO_SLOW_LENGTH));
      advance();
    }

    assertCut(1);
  }

  @Test
  void shouldServeReaderThatTakesSlowlyThroughASmallWindow() {
    receive(RawFrame.PREFACE, SETTINGS, WIDE_CONNECTION);
    receive(get(1));

    for (int second = 0; second < 60; second++) {
      receive(RawFrame.windowUpdate(1, SLOW_LENGTH));
      advance();
    }

    assertServing(1);
  }

  @Test
  void shouldLetStreamsWaitForTheirTurn() {
    receive(RawFrame.PREFACE, WIDE_STREAMS);
    receive(get(1), RawFrame.get("/live/media", 3, /* parentId= */ 1));

    for (int second = 0; second < 30; second++) {
      receive(RawFrame.windowUpdate(0, 2 * SLOW_LENGTH));
      advance();
    }

    assertServing(2);
  }

  @Test
  void shouldCutStreamsThatShareNextToNothing() {
    receive(RawFrame.PREFACE, WIDE_STREAMS);
    receive(get(1), RawFrame.get("/live/media", 3, /* parentId= */ 1));

    for (int second = 0; second < 40; second++) {
      receive(RawFrame.windowUpdate(0, TOO_SLOW_LENGTH));
      advance();
    }

    assertCut(2);
  }

  @Test
  void shouldNotBlameReaderForMediaThatIsLongInComing() {
    ObjectWriter writer = fixture.beginGrowing("growing");
    receive(RawFrame.PREFACE, SETTINGS);
    receive(RawFrame.get("/live/growing", 1, /* parentId= */ 0));

    for (int second = 0; second < 60; second++) {
      HttpFixture.append(writer, new byte[1]);
      writer.publish();
      advance();
    }

    assertServing(1);
    writer.commit();
    channel.runPendingTasks();
  }

  private static byte[] get(int streamId) {
    return RawFrame.get("/live/media", streamId, /* parentId= */ 0);
  }

  private void receive(byte[]... messages) {
    channel.writeInbound(Unpooled.wrappedBuffer(messages).copy());
    channel.runPendingTasks();
  }

  private void take(int length) {
    takableLength = length;
    channel.flush();
  }

  /** Moves both clocks by a second. */
  private void advance() {
    nowNs += TimeUnit.SECONDS.toNanos(1);
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void assertCut(int count) {
    assertThat(fixture.server.counters().slowReaders.sum()).isEqualTo(count);
    assertThat(fixture.store.counters().leases()).isZero();
  }

  private void assertServing(int count) {
    assertThat(fixture.server.counters().slowReaders.sum()).isZero();
    assertThat(fixture.store.counters().leases()).isEqualTo(count);
  }
}
