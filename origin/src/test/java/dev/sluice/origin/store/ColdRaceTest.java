package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.filled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Writers, readers and removers on threads of their own, while memory holds a fraction of what they put. */
@ExtendWith(NativeMemoryExtension.class)
class ColdRaceTest {
  private static final int REMOVE_COUNT = 20;
  private static final int KEY_COUNT = 48;
  private static final int MAX_LENGTH = 60_000;

  private final AtomicInteger writersLeft = new AtomicInteger(2);
  private DirectoryTier tier;
  private OriginStore store;
  private Namespace pushed;

  @TempDir
  Path directory;

  @BeforeEach
  void openStore() {
    tier = DirectoryTier.launch(new DirectoryTierContext(directory));
    store = new OriginStore(
        new StoreContext().hotCapacity(4L * Regions.REGION_LENGTH).coldTier(tier));
    pushed = store.create(StoreFixture.spec("pushed", 2L * Regions.REGION_LENGTH, MAX_LENGTH));
  }

  @AfterEach
  void closeStore() {
    store.close();
    assertThat(store.counters().leases()).isZero();
    assertThat(store.counters().slabBytesLent()).isZero();
  }

  @Test
  void shouldNeverShowATornOrARemovedObject() throws Exception {
    List<Callable<Void>> tasks = List.of(
        () -> write(new Random(1)),
        () -> putAndRemove(new Random(2)),
        () -> read(new Random(3)),
        () -> read(new Random(4)),
        this::keepHouse);

    runAll(tasks);

    assertThat(tier.counters().copies()).isPositive();
    assertThat(store.counters().recalled()).isPositive();
    assertThat(tier.counters().errors() + tier.counters().torn()).isZero();
  }

  /** Writes until the other writer has ended. */
  private Void write(Random random) {
    try {
      for (int i = 0; writersLeft.get() > 1; i++) {
        put("k" + random.nextInt(KEY_COUNT), filled(1 + random.nextInt(MAX_LENGTH), i));
      }
    } finally {
      writersLeft.getAndDecrement();
    }
    return null;
  }

  private Void putAndRemove(Random random) {
    try {
      for (int i = 0; i < REMOVE_COUNT; i++) {
        String key = "r" + i % 4;
        put(key, filled(1 + random.nextInt(MAX_LENGTH), i));
        await(key, random.nextInt(3));
        pushed.remove(key);
        assertThat(pushed.lease(key)).isEmpty();
        assertThat(recall(key)).isEmpty();
        assertThat(pushed.remove(key)).isFalse();
      }
    } finally {
      writersLeft.getAndDecrement();
    }
    return null;
  }

  /** Waits until an object is cold, or is being recalled, or not at all. */
  private void await(String key, int what) {
    if (what > 0) {
      Tests.await(() -> !pushed.leadsTo(key), "evicted");
    }
    if (what > 1) {
      pushed.recall(key, Runnable::run, new ClosingListener());
    }
  }

  private void put(String key, byte[] bytes) {
    ObjectWriter writer = pushed.begin(key, StoreFixture.whole(60_000));
    int[] offset = {ObjectWriter.EXHAUSTED};
    Tests.await(() -> (offset[0] = writer.claim(bytes.length)) >= 0, "room");
    writer.buffer().putBytes(offset[0], bytes);
    writer.commit();
  }

  private Void read(Random random) {
    while (writersLeft.get() > 0) {
      String key = "k" + random.nextInt(KEY_COUNT);
      List<Lease> leases = pushed.lease(key).map(List::of).orElseGet(() -> recall(key));
      leases.forEach(ColdRaceTest::assertOneVersionAndClose);
    }
    return null;
  }

  /** Returns the lease that a recall comes to, if any. */
  private List<Lease> recall(String key) {
    FakeRecallListener listener = new FakeRecallListener();
    if (!pushed.recall(key, Runnable::run, listener)) {
      return List.of();
    }
    Tests.await(() -> listener.calls() > 0, "an answer to the recall");
    return listener.miss() == null ? List.of(listener.lease()) : List.of();
  }

  private Void keepHouse() {
    while (writersLeft.get() > 0) {
      store.doWork();
      Thread.yield();
    }
    return null;
  }

  private static void assertOneVersionAndClose(Lease lease) {
    try (lease) {
      byte[] bytes = bytes(lease);
      for (byte value : bytes) {
        if (value != bytes[0]) {
          throw new AssertionError("bytes of two objects: " + bytes[0] + " and " + value);
        }
      }
    }
  }

  private static void runAll(List<Callable<Void>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    List<Future<Void>> results = new ArrayList<>();
    tasks.forEach(task -> results.add(threads.submit(task)));
    for (Future<Void> result : results) {
      result.get();
    }
    threads.shutdown();
  }

  /** Closes what it gets. */
  private static final class ClosingListener implements RecallListener {
    @Override
    public void onRecalled(Lease lease) {
      lease.close();
    }

    @Override
    public void onMissed(RecallMiss reason) {
      // what it came to does not matter
    }
  }
}
