package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.live.LivePlaylist;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class ParkedExchangeTest {
  private static final String KEY = "cam/cmaf_720p30.m3u8";
  private static final String PATH = "/live/" + KEY + "?_HLS_msn=7&_HLS_part=";

  private HttpFixture fixture;
  private LivePlaylist playlist;
  private EmbeddedChannel channel;
  private long nowNs;
  private long epochMs;

  @BeforeEach
  void open() {
    fixture =
        new HttpFixture(settings -> settings.nanoClock(() -> nowNs).epochClock(() -> epochMs));
    playlist = fixture.playlists.open(KEY);
    playlist.describe(/* targetDurationSeconds= */ 30, /* partTargetMs= */ 200);
    publish(0);
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
    assertThat(parkedCount()).isZero();
    assertThat(fixture.store.counters().leases()).isZero();
    fixture.close();
  }

  @Test
  void shouldWriteNothingBeforeThePartIsThere() {
    receive(get(1));
    boolean isSilent = channel.outboundMessages().isEmpty() && parkedCount() == 1;

    publish(1);
    channel.runPendingTasks();

    assertThat(isSilent).isTrue();
    assertThat(sent()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\npart 1");
  }

  @Test
  void shouldAnswer503AfterThreeTargetDurations() {
    receive(get(1));
    advance(89);
    int parkedBefore = parkedCount();

    advance(1);

    assertThat(parkedBefore).isEqualTo(1);
    assertThat(sent())
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("Cache-Control: no-store\r\n", "Retry-After: 1\r\n");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void shouldAnswerWhatWasPipelinedBehindInItsOrder() {
    receive(get(1) + get(0) + get(2));
    publish(1);
    channel.runPendingTasks();
    String first = sent();

    publish(2);
    channel.runPendingTasks();

    assertThat(first).containsSubsequence("200 OK", "part 1", "200 OK", "part 1");
    assertThat(first).doesNotContain("part 2");
    assertThat(sent()).endsWith("part 2");
  }

  @Test
  void shouldNoticeThatTheReaderEndsItsSide() {
    receive(get(1));

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

    assertThat(channel.isOpen()).isFalse();
    assertThat(parkedCount()).isZero();
  }

  @Test
  void shouldKeepWhatTheAnswerDependsOn() {
    receive(HttpFixture.request("GET", PATH + 1, "If-None-Match: *", "User-Agent: x"));

    publish(1);
    channel.runPendingTasks();

    assertThat(sent()).startsWith("HTTP/1.1 304 Not Modified\r\n");
  }

  @Test
  void shouldCloseAfterTheAnswerIfThatWasAskedFor() {
    receive(HttpFixture.request("GET", PATH + 1, "Connection: close"));

    publish(1);
    channel.runPendingTasks();

    assertThat(sent()).contains("Connection: close\r\n");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void shouldWriteTheSameBytesToAllAsOneBuffer() {
    receive(get(1));
    receive(get(1));
    publish(1);
    channel.runPendingTasks();

    ByteBuf first = channel.readOutbound();
    ByteBuf second = channel.readOutbound();

    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(first).isEqualTo(second);
    assertThat(first.toString(ISO_8859_1))
        .contains("Cache-Control: max-age=180\r\n", "Content-Length: 6\r\n")
        .endsWith("\r\n\r\npart 1");
    assertThat(first.array()).isSameAs(second.array());
    first.release();
    second.release();
  }

  @Test
  void shouldSayTheDateOfItsOwnAnswer() {
    receive(get(1));
    publish(1);
    channel.runPendingTasks();
    String first = sent();
    epochMs += 1_000;

    receive(get(1));

    assertThat(first).contains("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
    assertThat(sent()).isEqualTo(first.replace("00:00:00 GMT\r\nAccess", "00:00:01 GMT\r\nAccess"));
  }

  @Test
  void shouldNotShareWhatOnlyOneReaderGets() {
    receive(HttpFixture.request("GET", PATH + 1, "Range: bytes=0-3"));
    publish(1);
    channel.runPendingTasks();
    String part = sent();
    receive(HttpFixture.request("HEAD", PATH + 1));
    String head = sent();

    assertThat(part).startsWith("HTTP/1.1 206 ").endsWith("\r\n\r\npart");
    assertThat(head).contains("Content-Length: 6\r\n").endsWith("\r\n\r\n");
  }

  private void publish(int partIndex) {
    fixture.put(KEY, HttpFixture.PLAYLIST_TYPE, ("part " + partIndex).getBytes(UTF_8));
    playlist.publish(7, partIndex);
  }

  private static String get(int partIndex) {
    return HttpFixture.request("GET", PATH + partIndex);
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private String sent() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      text.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }
    return text.toString();
  }

  private int parkedCount() {
    return fixture.server.parking().parkedCount();
  }

  private void advance(int seconds) {
    for (int i = 0; i < seconds; i++) {
      nowNs += TimeUnit.SECONDS.toNanos(1);
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
