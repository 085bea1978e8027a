package dev.sluice.origin.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OnDemandTest {
  private final OnDemand onDemand = new OnDemand();
  private final List<String> made = new ArrayList<>();

  @Test
  void shouldMakeNothingUntilAsked() {
    onDemand.offer(() -> made.add("first"));
    onDemand.offer(() -> made.add("second"));

    assertThat(made).isEmpty();
    assertThat(onDemand.bring()).isTrue();
    assertThat(made).containsExactly("second");
  }

  @Test
  void shouldMakeAVersionOnce() {
    onDemand.offer(() -> !made.add("only"));

    assertThat(onDemand.bring()).isFalse();
    assertThat(onDemand.bring()).isFalse();
    assertThat(made).containsExactly("only");
  }

  @Test
  void shouldBeThereWithoutAnOffer() {
    assertThat(onDemand.bring()).isTrue();
  }

  @Test
  void shouldMakeNothingOnceStopped() {
    onDemand.offer(() -> made.add("late"));

    onDemand.stop();

    assertThat(onDemand.bring()).isTrue();
    assertThat(made).isEmpty();
  }

  @Test
  @Timeout(20)
  void shouldMakeAVersionOnceHoweverManyAskAtOnce() throws InterruptedException {
    AtomicInteger count = new AtomicInteger();
    onDemand.offer(() -> count.incrementAndGet() == 1);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(new Thread(onDemand::bring));
    }

    readers.forEach(Thread::start);
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(count).hasValue(1);
  }
}
