package dev.sluice.packager.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.Tests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BroadcastRingTest {
  private static final int SIZE = 8;

  private final BroadcastRing<long[]> ring = new BroadcastRing<>(() -> new long[1], SIZE);
  private final List<Long> first = new ArrayList<>();
  private final List<Long> second = new ArrayList<>();

  @Test
  void shouldShowEveryEntryToEveryReaderInOrder() {
    BroadcastReader<long[]> one = ring.addReader();
    BroadcastReader<long[]> other = ring.addReader();
    publish(1);
    publish(2);

    assertThat(one.drain(entry -> first.add(entry[0]), SIZE)).isEqualTo(2);
    assertThat(other.drain(entry -> second.add(entry[0]), 1)).isEqualTo(1);
    assertThat(other.drain(entry -> second.add(entry[0]), SIZE)).isEqualTo(1);
    assertThat(first).containsExactly(1L, 2L).isEqualTo(second);
  }

  @Test
  void shouldBeFullUntilTheSlowestReaderHasSeenTheOldestEntry() {
    BroadcastReader<long[]> fast = ring.addReader();
    BroadcastReader<long[]> slow = ring.addReader();
    for (int i = 0; i < SIZE; i++) {
      publish(i);
    }
    fast.drain(entry -> {}, SIZE);

    assertThat(ring.tryClaim()).isEqualTo(BroadcastRing.FULL);
    slow.drain(entry -> {}, 1);
    publish(SIZE);
    assertThat(ring.tryClaim()).isEqualTo(BroadcastRing.FULL);
  }

  @Test
  void shouldKeepTheSlotOfAnEntryWhileItIsRead() {
    BroadcastReader<long[]> reader = ring.addReader();
    for (int i = 0; i < SIZE; i++) {
      publish(i);
    }

    reader.drain(entry -> assertThat(ring.tryClaim()).isEqualTo(BroadcastRing.FULL), 1);

    publish(SIZE);
  }

  @Test
  void shouldShowAReaderThatComesLaterWhatFollows() {
    publish(1);
    BroadcastReader<long[]> reader = ring.addReader();
    publish(2);

    reader.drain(entry -> first.add(entry[0]), SIZE);

    assertThat(first).containsExactly(2L);
  }

  @Test
  void shouldGoOnAfterAnEntryThatFails() {
    BroadcastReader<long[]> reader = ring.addReader();
    publish(1);
    publish(2);

    assertThatThrownBy(() -> reader.drain(BroadcastRingTest::fail, SIZE))
        .isInstanceOf(IllegalStateException.class);
    reader.drain(entry -> first.add(entry[0]), SIZE);

    assertThat(first).containsExactly(2L);
  }

  @Test
  @Timeout(60)
  void shouldWakeASleeperForEveryEntry() throws InterruptedException {
    AtomicLong seen = new AtomicLong();
    Thread thread = startReader(ring.addReader(), seen, new AtomicBoolean());

    for (int i = 1; i <= 500; i++) {
      long expected = i;
      publish(i);
      Tests.await(() -> seen.get() == expected, "entry " + i);
    }

    publish(-1);
    thread.join();
  }

  @Test
  @Timeout(60)
  void shouldShowEveryReaderTheSameAtItsOwnPace() throws InterruptedException {
    int count = 5_000;
    AtomicBoolean hasErred = new AtomicBoolean();
    List<AtomicLong> seen = List.of(new AtomicLong(), new AtomicLong(), new AtomicLong());
    List<Thread> threads =
        seen.stream().map(last -> startReader(ring.addReader(), last, hasErred)).toList();

    for (int i = 1; i <= count; i++) {
      publish(i);
    }
    publish(-1);

    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(hasErred).isFalse();
    assertThat(seen).allMatch(last -> last.get() == count);
  }

  /** Reads until -1 comes; entries must count up by one. */
  private static Thread startReader(
      BroadcastReader<long[]> reader, AtomicLong seen, AtomicBoolean hasErred) {
    AtomicBoolean isRunning = new AtomicBoolean(true);
    BroadcastHandler<long[]> handler = entry -> {
      if (entry[0] == -1) {
        isRunning.set(false);
      } else if (!seen.compareAndSet(entry[0] - 1, entry[0])) {
        hasErred.set(true);
      }
    };
    Thread thread = new Thread(() -> {
      while (isRunning.get()) {
        if (reader.drain(handler, SIZE) == 0) {
          reader.park();
        }
      }
    });
    thread.start();
    return thread;
  }

  private static void fail(long[] entry) {
    throw new IllegalStateException("handler fails at " + entry[0]);
  }

  private void publish(long value) {
    long sequence = ring.tryClaim();
    while (sequence == BroadcastRing.FULL) {
      Thread.yield();
      sequence = ring.tryClaim();
    }
    ring.get(sequence)[0] = value;
    ring.publish(sequence);
  }
}
