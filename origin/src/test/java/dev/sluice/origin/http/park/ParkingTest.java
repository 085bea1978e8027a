package dev.sluice.origin.http.park;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParkingTest {
  private static final int MAX_PARKED_COUNT = 5;
  private static final int MAX_SHARE_COUNT = 4;

  private final Parking parking = new Parking(MAX_PARKED_COUNT, MAX_SHARE_COUNT);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventExecutor loop = channel.eventLoop();
  private final List<String> events = new ArrayList<>();
  private final FakeSource source = new FakeSource();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void shouldWakeTheLoopOnceForManyWaitersAndChanges() {
    park("r0", 1);
    park("r1", 1);
    Recorded far = park("far", 2);
    int askedBefore = far.askedCount;
    source.position = 1;

    source.change();
    source.change();
    boolean isAnsweredByOthers = !events.isEmpty();
    channel.runPendingTasks();

    assertThat(source.listeners).hasSize(1);
    assertThat(isAnsweredByOthers).isFalse();
    assertThat(events).containsExactly("due r0", "due r1");
    assertThat(far.askedCount - askedBefore).isEqualTo(1);
    assertThat(parking.parkedCount()).isEqualTo(1);
  }

  @Test
  void shouldLetThoseWaitOnWhoseTimeHasNotCome() {
    park("near", 1);
    park("far", 2);
    source.position = 1;

    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("due near");
    assertThat(parking.parkedCount()).isEqualTo(1);
    assertThat(source.listeners).hasSize(1);
  }

  @Test
  void shouldLetTheOthersGoOnWhenOneFails() {
    park("r0", 1).then = () -> {
      throw new IllegalStateException("r0");
    };
    park("r1", 1);
    source.position = 1;

    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("due r0", "due r1");
    assertThat(parking.parkedCount()).isZero();
  }

  @Test
  void shouldLetOneGoOnAtOnceThatIsDueAfterSubscribing() {
    source.onSubscribed = () -> source.position = 1;

    park("late", 1);

    assertThat(events).containsExactly("due late");
    assertThat(source.listeners).isEmpty();
  }

  @Test
  void shouldRefuseMoreThanTheLimit() {
    for (int i = 0; i <= MAX_PARKED_COUNT; i++) {
      park("r" + i, 1);
    }

    assertThat(events).containsExactly("refused r5");
    assertThat(parking.parkedCount()).isEqualTo(MAX_PARKED_COUNT);
  }

  @Test
  void shouldRefuseThePeerThatHasItsShareAndNoOther() {
    ParkedShare greedy = new ParkedShare();
    for (int i = 0; i <= MAX_SHARE_COUNT; i++) {
      park("g" + i, 1, greedy);
    }
    park("other", 1);

    assertThat(events).containsExactly("refused g4");
    assertThat(parking.parkedCount()).isEqualTo(MAX_SHARE_COUNT + 1);
  }

  @Test
  void shouldGiveTheShareOfAPeerBackHoweverAWaitEnds() {
    ParkedShare share = new ParkedShare();
    park("due", 1, share);
    park("gone", 2, share).abandon();
    park("late", 2, share);
    source.position = 1;
    source.change();
    channel.runPendingTasks();
    advance(10);
    events.clear();

    for (int i = 0; i <= MAX_SHARE_COUNT; i++) {
      park("next" + i, 2, share);
    }

    assertThat(events).containsExactly("refused next4");
  }

  @Test
  void shouldTakeNothingOfAShareForWhomThereIsNoRoom() {
    ParkedShare share = new ParkedShare();
    Parking full = new Parking(0, 1);
    full.park(loop, source, share, new Recorded("first", 1));

    parking.park(loop, source, share, new Recorded("second", 1));

    assertThat(events).containsExactly("refused first");
    assertThat(parking.parkedCount()).isEqualTo(1);
  }

  @Test
  void shouldNotLimitThoseThatFollow() {
    Parking full = new Parking(0, MAX_SHARE_COUNT);

    full.follow(loop, source, new Recorded("body", 1));
    source.position = 1;
    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("due body");
    assertThat(full.parkedCount()).isZero();
  }

  @Test
  void shouldRefuseEachWhenItsTimeIsOver() {
    park("old", 1);
    advance(4);
    park("young", 1);

    advance(6);
    List<String> afterTen = List.copyOf(events);
    advance(4);

    assertThat(afterTen).containsExactly("refused old");
    assertThat(events).containsExactly("refused old", "refused young");
    assertThat(source.listeners).isEmpty();
  }

  @Test
  void shouldForgetWhoeverLeaves() {
    Recorded gone = park("gone", 1);
    park("stays", 1);

    gone.abandon();
    gone.abandon();
    source.position = 1;
    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("abandoned gone", "due stays");
    assertThat(parking.parkedCount()).isZero();
  }

  @Test
  void shouldForgetWhoeverLeavesWhileOthersAreAnswered() {
    Recorded first = park("first", 1);
    Recorded second = park("second", 1);
    first.then = second::abandon;
    source.position = 1;

    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("due first", "abandoned second");
    assertThat(parking.parkedCount()).isZero();
    assertThat(source.listeners).isEmpty();
  }

  @Test
  void shouldLetOneWaitAgainWhileOthersAreAnswered() {
    Recorded first = park("first", 1);
    park("second", 1);
    first.then = () -> park("next", 2);
    source.position = 1;

    source.change();
    channel.runPendingTasks();
    source.position = 2;
    source.change();
    channel.runPendingTasks();

    assertThat(events).containsExactly("due first", "due second", "due next");
    assertThat(source.listeners).isEmpty();
  }

  @Test
  void shouldSubscribeOnceALoop() {
    EmbeddedChannel other = new EmbeddedChannel();
    park("here", 1);
    parking.park(other.eventLoop(), source, new ParkedShare(), new Recorded("there", 1));
    source.position = 1;

    source.change();
    channel.runPendingTasks();
    List<String> here = List.copyOf(events);
    other.runPendingTasks();

    assertThat(here).containsExactly("due here");
    assertThat(events).containsExactly("due here", "due there");
    other.finishAndReleaseAll();
  }

  @Test
  void shouldRefuseThoseWhoComeAfterTheEnd() {
    parking.close();

    park("late", 1);

    assertThat(events).containsExactly("refused late");
    assertThat(parking.parkedCount()).isZero();
  }

  private Recorded park(String name, int position) {
    return park(name, position, new ParkedShare());
  }

  private Recorded park(String name, int position, ParkedShare share) {
    Recorded request = new Recorded(name, position);
    parking.park(loop, source, share, request);
    return request;
  }

  private void advance(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  /** A position that the test moves. */
  private static final class FakeSource implements WaitSource {
    private final List<Runnable> listeners = new ArrayList<>();
    private int position;
    private Runnable onSubscribed = () -> {};

    @Override
    public Object identity() {
      return "source";
    }

    @Override
    public long maxWaitNs() {
      return TimeUnit.SECONDS.toNanos(10);
    }

    @Override
    public Runnable subscribe(Runnable listener) {
      listeners.add(listener);
      onSubscribed.run();
      return () -> listeners.remove(listener);
    }

    void change() {
      List.copyOf(listeners).forEach(Runnable::run);
    }
  }

  /** A waiter that notes what happens to it. */
  private final class Recorded extends Waiter {
    private final String name;
    private final int awaited;
    private Runnable then = () -> {};
    private int askedCount;

    Recorded(String name, int awaited) {
      this.name = name;
      this.awaited = awaited;
    }

    @Override
    protected boolean isDue() {
      askedCount++;
      return source.position >= awaited;
    }

    @Override
    protected void onDue() {
      events.add("due " + name);
      then.run();
    }

    @Override
    protected void onRefused() {
      events.add("refused " + name);
    }

    @Override
    protected void onAbandoned() {
      events.add("abandoned " + name);
    }
  }
}
