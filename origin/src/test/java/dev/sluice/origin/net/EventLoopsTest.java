package dev.sluice.origin.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {
  @AfterEach
  void clearTransport() {
    System.clearProperty(EventLoops.TRANSPORT_PROPERTY);
  }

  @Test
  void shouldNameDaemonThreadsByPrefixAndNumber() throws Exception {
    try (EventLoops loops = EventLoops.launch("in", 2)) {
      Thread first = loops.group().next().submit(Thread::currentThread).get();
      Thread second = loops.group().next().submit(Thread::currentThread).get();

      assertThat(first.getName()).isEqualTo("in-0");
      assertThat(second.getName()).isEqualTo("in-1");
      assertThat(first.isDaemon()).isTrue();
    }
  }

  @Test
  void shouldTakeEpollWhereThereIsOne() {
    try (EventLoops loops = EventLoops.launch("in", 1)) {
      String expected = Epoll.isAvailable() ? "EpollServerSocketChannel" : "NioServerSocketChannel";

      assertThat(loops.serverChannel().getSimpleName()).isEqualTo(expected);
    }
  }

  @Test
  void shouldFallBackToNio() {
    System.setProperty(EventLoops.TRANSPORT_PROPERTY, "nio");

    try (EventLoops loops = EventLoops.launch("in", 1)) {
      assertThat(loops.serverChannel().getSimpleName()).isEqualTo("NioServerSocketChannel");
    }
  }

  @Test
  void shouldEndItsThreads() {
    EventLoops loops = EventLoops.launch("in", 1);

    loops.close();
    loops.close();

    assertThat(loops.group().isTerminated()).isTrue();
  }

  @Test
  void shouldNameWhatIsWrong() {
    assertThatThrownBy(() -> EventLoops.launch("in", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("in.threads: 0 (expected: >= 1)");

    System.setProperty(EventLoops.TRANSPORT_PROPERTY, "carrier-pigeon");

    assertThatThrownBy(() -> EventLoops.launch("in", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("carrier-pigeon");
  }
}
