package dev.sluice.packager.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.Tests;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.ConfigurationRecord;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AccessUnitRingTest {
  private static final int SIZE = 64;
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
  private static final AudioFormat FORMAT =
      new AudioFormat(AudioCodec.AAC, ConfigurationRecord.EMPTY, 48_000, 2, 1_024, "mp4a.40.2");
  private static final Timeline TIMELINE = new Timeline(1, 0, 0);

  private final AccessUnitRing ring = new AccessUnitRing(SIZE);
  private final List<String> events = new ArrayList<>();
  private final AtomicInteger released = new AtomicInteger();

  @Test
  void shouldHandOnUnitsInOrderAndReleaseThem() {
    publish(1);
    publish(2);

    assertThat(ring.drain(SIZE)).isEqualTo(2);
    assertThat(events).containsExactly("1", "2");
    assertThat(released).hasValue(2);
  }

  @Test
  void shouldRefuseAndReleaseWhatDoesNotFit() {
    for (int i = 0; i < SIZE; i++) {
      assertThat(publish(i)).isEqualTo(AccessUnitSink.ACCEPTED);
    }

    assertThat(publish(SIZE)).isEqualTo(AccessUnitSink.BACK_PRESSURED);
    assertThat(released).hasValue(1);
    assertThat(ring.occupied()).isEqualTo(SIZE);
    ring.drain(1);
    assertThat(publish(SIZE)).isEqualTo(AccessUnitSink.ACCEPTED);
  }

  @Test
  void shouldRunACommandBetweenTheUnitsBeforeAndAfterIt() {
    publish(1);
    ring.offer(() -> events.add("command"));
    publish(2);

    ring.drain(SIZE);

    assertThat(events).containsExactly("1", "command", "2");
  }

  @Test
  void shouldKeepACommandThatComesWhileTheRingIsFull() {
    for (int i = 0; i < SIZE; i++) {
      publish(i);
    }
    ring.offer(() -> events.add("command"));

    ring.drain(SIZE);

    assertThat(events).hasSize(SIZE + 1).endsWith("63", "command");
  }

  @Test
  void shouldGoOnAfterAUnitThatFails() {
    ring.tryPublish(unit -> failing(), FORMAT, TIMELINE, 0, 0, true, payload());
    publish(2);

    assertThatThrownBy(() -> ring.drain(SIZE)).isInstanceOf(IllegalStateException.class);
    ring.drain(SIZE);

    assertThat(events).containsExactly("2");
    assertThat(released).hasValue(2);
  }

  @Test
  void shouldLeaveAPayloadThatIsMovedOnToItsNewHolder() {
    AccessUnitEvent held = new AccessUnitEvent();
    ring.tryPublish(unit -> unit.moveTo(held), FORMAT, TIMELINE, 7, 5, true, payload());

    ring.drain(SIZE);

    assertThat(released).hasValue(0);
    assertThat(held.pts90k()).isEqualTo(7);
    held.release();
    held.release();
    assertThat(released).hasValue(1);
  }

  @Test
  void shouldReleaseWhatIsLeftWhenItTerminates() {
    publish(1);

    ring.terminate();

    assertThat(publish(2)).isEqualTo(AccessUnitSink.CLOSED);
    assertThat(released).hasValue(2);
    assertThat(events).isEmpty();
  }

  @Test
  @Timeout(60)
  void shouldWakeADeepSleeperForEveryUnit() throws InterruptedException {
    AtomicInteger received = new AtomicInteger();
    AtomicBoolean isRunning = new AtomicBoolean(true);
    Thread consumer = new Thread(() -> {
      while (isRunning.get()) {
        if (ring.drain(SIZE) == 0) {
          ring.park(AccessUnitRing.IDLE_NS);
        }
      }
    });
    consumer.start();

    for (int i = 1; i <= 500; i++) {
      int expected = i;
      ring.tryPublish(unit -> received.incrementAndGet(), FORMAT, TIMELINE, i, i, true, payload());
      Tests.await(() -> received.get() == expected, "unit " + i);
    }

    ring.offer(() -> isRunning.set(false));
    consumer.join();
    assertThat(released).hasValue(500);
  }

  @Test
  @Timeout(60)
  void shouldWakeADozingConsumerForEveryPictureIfEager() throws InterruptedException {
    AccessUnitRing eager = new AccessUnitRing(SIZE, /* isEager= */ true);
    VideoFormat video = SyntheticAvc.format(64, 64);
    AtomicBoolean hasWoken = new AtomicBoolean();
    Thread consumer = new Thread(() -> {
      eager.park(AccessUnitRing.IDLE_NS);
      hasWoken.set(eager.drain(SIZE) == 1);
    });
    consumer.start();
    Tests.await(() -> consumer.getState() == Thread.State.WAITING, "asleep");

    eager.tryPublish(unit -> {}, video, TIMELINE, 1, 1, /* isRandomAccess= */ false, payload());

    consumer.join();
    assertThat(hasWoken).isTrue();
  }

  @Test
  @Timeout(60)
  void shouldKeepTheOrderOfEveryProducer() throws InterruptedException {
    int unitCount = 5_000;
    long[] last = new long[3];
    List<Thread> producers = new ArrayList<>();
    for (int producer = 0; producer < last.length; producer++) {
      int index = producer;
      AccessUnitTarget target = unit -> {
        assertThat(unit.pts90k()).isEqualTo(last[index] + 1);
        last[index] = unit.pts90k();
      };
      producers.add(new Thread(() -> publishAll(target, unitCount)));
    }
    producers.forEach(Thread::start);

    long startNs = System.nanoTime();
    while (last[0] + last[1] + last[2] < 3L * unitCount
        && System.nanoTime() - startNs < DEADLINE_NS) {
      if (ring.drain(SIZE) == 0) {
        ring.park(0);
      }
    }

    assertThat(last).containsOnly(unitCount);
    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(ring.occupied()).isZero();
  }

  private void publishAll(AccessUnitTarget target, int unitCount) {
    for (int pts90k = 1; pts90k <= unitCount; pts90k++) {
      while (ring.tryPublish(target, FORMAT, TIMELINE, pts90k, pts90k, true, payload())
          != AccessUnitSink.ACCEPTED) {
        Thread.yield();
      }
    }
  }

  private int publish(int pts90k) {
    return ring.tryPublish(
        unit -> events.add(Long.toString(unit.pts90k())),
        FORMAT,
        TIMELINE,
        pts90k,
        pts90k,
        true,
        payload());
  }

  private static void failing() {
    throw new IllegalStateException("target fails");
  }

  private AccessUnitPayload payload() {
    return new AccessUnitPayload() {
      @Override
      public void wrapInto(UnsafeBuffer view) {
        view.wrap(new byte[1]);
      }

      @Override
      public int length() {
        return 1;
      }

      @Override
      public void release() {
        released.incrementAndGet();
      }
    };
  }
}
