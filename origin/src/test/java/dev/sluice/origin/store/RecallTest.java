package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.counted;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.get;
import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What those get who ask for an object that is cold. */
@ExtendWith(NativeMemoryExtension.class)
class RecallTest {
  private static final long TTL_MS = 60_000;
  private static final int LENGTH = 300_000;
  private static final int FILLER_LENGTH = Regions.REGION_LENGTH;
  private static final int SMALL_LENGTH = 60_000;
  private static final int RECALL_COUNT = 64;
  private static final int MAX_RETRIES = 30; // of an upload
  private static final int STEPS_PER_PUT = 8;

  @TempDir
  Path directory;

  private ColdFixture fixture;
  private Namespace pushed;

  @BeforeEach
  void openStore() {
    fixture = new ColdFixture(directory);
    pushed = fixture.pushed;
  }

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldReadOnceForAllWhoWait() {
    putCold("s");
    List<FakeRecallListener> listeners =
        List.of(new FakeRecallListener(), new FakeRecallListener(), new FakeRecallListener());

    listeners.forEach(listener -> pushed.recall("s", Runnable::run, listener));
    fixture.work();

    assertThat(fixture.tier.counters().reads()).isEqualTo(1);
    listeners.forEach(listener -> assertThat(bytes(listener.lease())).isEqualTo(counted(LENGTH)));
    listeners.forEach(FakeRecallListener::close);
  }

  @Test
  void shouldStayUntilAllWhoWaitedHaveIt() {
    putCold("s");
    FakeRecallListener first = new FakeRecallListener();
    FakeRecallListener second = new FakeRecallListener();
    Executor evicting = task -> {
      task.run();
      first.close();
      fixture.press(); // it has a copy, so that it may go at once
    };

    pushed.recall("s", evicting, first);
    pushed.recall("s", Runnable::run, second);
    fixture.work();

    assertThat(bytes(second.lease())).isEqualTo(counted(LENGTH));
    second.close();
    fixture.press();
    assertThat(pushed.lease("s")).isEmpty();
  }

  @Test
  void shouldBringWhatWasPutSinceItWasMissed() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    FakeRecallListener listener = new FakeRecallListener();

    assertThat(pushed.recall("s", Runnable::run, listener)).isTrue();

    assertThat(bytes(listener.lease())).isEqualTo(counted(LENGTH));
    listener.close();
  }

  @Test
  void shouldNotAskTheDiskForWhatItDoesNotHave() {
    FakeRecallListener listener = new FakeRecallListener();

    assertThat(pushed.recall("none", Runnable::run, listener)).isFalse();
    assertThat(fixture.live.recall("none", Runnable::run, listener)).isFalse();

    assertThat(listener.calls()).isZero();
  }

  @Test
  void shouldNotBringBackWhatIsRemovedMeanwhile() {
    putCold("s");
    FakeRecallListener listener = new FakeRecallListener();
    pushed.recall("s", Runnable::run, listener);

    pushed.remove("s");
    fixture.work();

    assertThat(listener.miss()).isEqualTo(RecallMiss.GONE);
    assertThat(pushed.lease("s")).isEmpty();
  }

  @Test
  void shouldGiveWhatReplacedAnObjectToThoseWhoWaitForIt() {
    putCold("s");
    FakeRecallListener listener = new FakeRecallListener();
    pushed.recall("s", Runnable::run, listener);

    put(pushed, "s", whole(TTL_MS), filled(1, 'n'));
    fixture.work();

    assertThat(bytes(listener.lease())).isEqualTo(filled(1, 'n'));
    listener.close();
  }

  @Test
  void shouldExpireWhatCameBack() {
    putCold("s");
    fixture.recall("s").close();

    fixture.advanceMs(TTL_MS);

    assertThat(fixture.store.doWork()).isPositive();
    assertThat(pushed.lease("s")).isEmpty();
  }

  @Test
  void shouldSayThatItIsBusyWhenMemoryHasNoRoom() {
    putCold("s");
    List<Lease> leases = fixture.fillWithLeasedObjects(FILLER_LENGTH);

    assertThat(fixture.recallOrMiss("s").miss()).isEqualTo(RecallMiss.BUSY);

    leases.forEach(Lease::close);
    fixture.advanceMs(100);
    fixture.evictAll();
    fixture.recall("s").close();
  }

  @Test
  void shouldBringBackWhatIsLargerThanObjectsMayBeBeforeLong() {
    putCold("s");
    fixture.store.replace(StoreFixture.spec("pushed", pushed.spec().hotCapacity(), LENGTH - 1));

    try (Lease lease = fixture.recall("s").lease()) {
      assertThat(bytes(lease)).isEqualTo(counted(LENGTH));
    }
  }

  @Test
  void shouldCopyAndTakePutsWhileManyAreRecalled() {
    IntStream.range(0, RECALL_COUNT).forEach(i -> putCopied("cold" + i));
    pushed.objects().forEach(pushed::evict);
    IntStream.range(0, 3 * Regions.REGION_LENGTH / SMALL_LENGTH)
        .forEach(i -> putWithinRetries("hot" + i));
    long copies = fixture.tier.counters().copies();
    List<FakeRecallListener> listeners = recallCold();

    fixture.step();
    fixture.step();
    assertThat(fixture.tier.counters().reads()).isLessThanOrEqualTo(2);
    assertThat(fixture.tier.counters().copies()).isGreaterThan(copies);

    for (int i = 0; listeners.stream().anyMatch(listener -> listener.calls() == 0); i++) {
      putWithinRetries("new" + i);
      IntStream.range(0, STEPS_PER_PUT).forEach(step -> fixture.step());
      assertThat(i).isLessThan(2 * RECALL_COUNT);
    }
    assertThat(listeners).extracting(FakeRecallListener::miss).containsOnlyNulls();
  }

  @Test
  void shouldCloseTheLeaseOfOneWhoseLoopHasEnded() {
    putCold("s");
    pushed.recall(
        "s",
        task -> {
          throw new RejectedExecutionException("ended");
        },
        new FakeRecallListener());

    fixture.work();

    assertThat(fixture.store.counters().leases()).isZero();
    assertThat(get(pushed, "s")).isNotNull();
  }

  private void putCold(String key) {
    put(pushed, key, whole(TTL_MS), counted(LENGTH));
    fixture.demote(key);
  }

  private void putCopied(String key) {
    putWithinRetries(key);
    pushed.preserve(key, TTL_MS, 0);
    fixture.work();
  }

  /** Puts as an upload does, which asks for room a few times. */
  private void putWithinRetries(String key) {
    ObjectWriter writer = pushed.begin(key, whole(TTL_MS));
    int offset = writer.claim(SMALL_LENGTH);
    for (int i = 0; i < MAX_RETRIES && offset == ObjectWriter.EXHAUSTED; i++) {
      fixture.step();
      offset = writer.claim(SMALL_LENGTH);
    }
    assertThat(offset).as(key).isNotNegative();
    writer.commit();
  }

  /** Asks for all that {@link #putCopied} put; the leases are closed at once. */
  private List<FakeRecallListener> recallCold() {
    return IntStream.range(0, RECALL_COUNT)
        .mapToObj(i -> {
          FakeRecallListener listener = new FakeRecallListener();
          pushed.recall("cold" + i, task -> closeAfter(task, listener), listener);
          return listener;
        })
        .toList();
  }

  private static void closeAfter(Runnable task, FakeRecallListener listener) {
    task.run();
    if (listener.miss() == null) {
      listener.close();
    }
  }
}
