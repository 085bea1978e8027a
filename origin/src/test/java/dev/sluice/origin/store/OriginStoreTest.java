package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class OriginStoreTest {
  private static final int WRITER_COUNT = 2;
  private static final int READER_COUNT = 2;
  private static final int WRITE_COUNT = 1_000;
  private static final int KEY_COUNT = 8;
  private static final int CHUNK_LENGTH = 5_000;

  private final StoreFixture fixture = new StoreFixture(2L << 20);
  private final OriginStore store = fixture.store;
  private final AtomicInteger writersLeft = new AtomicInteger(WRITER_COUNT);

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldHaveTheLiveNamespace() {
    assertThat(store.namespace(OriginStore.LIVE)).containsSame(store.live());
    assertThat(store.live().name()).isEqualTo("live");
  }

  @Test
  void shouldCountWhatItHolds() {
    fixture.put("a", whole(), filled(1, 1));
    fixture.put("b", whole(), filled(1, 1));
    StoreCounters counters = store.counters();

    try (Lease lease = store.live().lease("a").orElseThrow()) {
      assertThat(lease.length()).isEqualTo(1);
      assertThat(counters.leases()).isEqualTo(1);
    }

    assertThat(counters.objects()).isEqualTo(2);
    assertThat(counters.leases()).isZero();
    assertThat(counters.slabBytesLent()).isEqualTo(2L * SlabClass.SMALL.slabLength());
    assertThat(counters.poolBytesAllocated()).isEqualTo(Regions.REGION_LENGTH);
    assertThat(counters.poolBytesCapacity()).isEqualTo(2 << 20);
  }

  @Test
  void shouldFreeItsMemoryOnClose() {
    fixture.put("a", whole(), filled(1, 1));

    store.close();
    store.close();

    assertThat(store.counters().objects()).isZero();
    assertThat(store.counters().poolBytesAllocated()).isZero();
  }

  @Test
  void shouldKeepWhatIsBeingReadOnClose() {
    fixture.put("a", whole(), filled(5, 1));
    Lease lease = store.live().lease("a").orElseThrow();

    store.close();

    assertThat(bytes(lease)).isEqualTo(filled(5, 1));
    lease.close();
    assertThat(store.counters().poolBytesAllocated()).isZero();
  }

  @Test
  void shouldKeepNothingThatIsCommittedAfterClose() {
    ObjectWriter whole = store.live().begin("w", whole());
    ObjectWriter growing = store.live().begin("g", growing(1));
    append(whole, filled(1, 1));
    append(growing, filled(1, 1));

    store.close();
    whole.commit();
    growing.commit();

    assertThat(store.counters().objects()).isZero();
    assertThat(store.counters().poolBytesAllocated()).isZero();
    assertThatThrownBy(() -> store.live().begin("n", whole())).hasMessage("store is closed");
  }

  @Test
  void shouldReturnToBaseAfterARaceOfWritersReadersAndExpiry() throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < WRITER_COUNT; i++) {
      Random random = new Random(i);
      tasks.add(() -> write(random));
    }
    for (int i = 0; i < READER_COUNT; i++) {
      Random random = new Random(-i);
      tasks.add(() -> read(random));
    }
    tasks.add(this::expire);

    runAll(tasks);

    for (int i = 0; i < KEY_COUNT; i++) {
      store.live().remove("k" + i);
    }
    assertThat(store.counters().objects()).isZero();
    assertThat(store.counters().leases()).isZero();
    assertThat(store.counters().slabBytesLent()).isZero();
  }

  private Void write(Random random) {
    try {
      for (int i = 0; i < WRITE_COUNT; i++) {
        writeOnce("k" + random.nextInt(KEY_COUNT), random);
      }
    } finally {
      writersLeft.getAndDecrement();
    }
    return null;
  }

  private void writeOnce(String key, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> writeGrowing(key, random);
      case 1 -> writeWithGzip(key, random);
      case 2 -> store.live().expireAfter(key, 1 + random.nextInt(20));
      default -> store.live().remove(key);
    }
  }

  private void writeGrowing(String key, Random random) {
    ObjectWriter writer = store.live().begin(key, growing(random.nextInt(100_000)));
    byte[] chunk = filled(CHUNK_LENGTH, random.nextInt());
    for (int i = random.nextInt(10); i > 0 && tryAppend(writer, chunk); i--) {
      writer.publish();
    }
    end(writer, random);
  }

  private void writeWithGzip(String key, Random random) {
    byte[] chunk = filled(1 + random.nextInt(CHUNK_LENGTH), random.nextInt());
    ObjectWriter gzip = store.live().beginRepresentation(whole());
    ObjectWriter writer = store.live().begin(key, whole(1 + random.nextInt(20)));
    if (tryAppend(gzip, chunk) && tryAppend(writer, chunk)) {
      writer.commit(gzip);
    } else {
      gzip.abort();
      writer.abort();
    }
  }

  private static void end(ObjectWriter writer, Random random) {
    if (random.nextBoolean()) {
      writer.commit();
    } else {
      writer.abort();
    }
  }

  private static boolean tryAppend(ObjectWriter writer, byte[] bytes) {
    int offset = writer.claim(bytes.length);
    if (offset >= 0) {
      writer.buffer().putBytes(offset, bytes);
    }
    return offset >= 0;
  }

  private Void read(Random random) {
    while (writersLeft.get() > 0) {
      store.live().lease("k" + random.nextInt(KEY_COUNT)).ifPresent(lease -> {
        try (lease) {
          assertOneVersion(bytes(lease));
          lease.gzip().ifPresent(OriginStoreTest::assertOneVersionAndClose);
          assertOneVersion(bytes(lease));
        }
      });
    }
    return null;
  }

  private static void assertOneVersionAndClose(Lease lease) {
    try (lease) {
      assertOneVersion(bytes(lease));
    }
  }

  private static void assertOneVersion(byte[] bytes) {
    for (byte value : bytes) {
      if (value != bytes[0]) {
        throw new AssertionError("bytes of two objects: " + bytes[0] + " and " + value);
      }
    }
  }

  private Void expire() {
    while (writersLeft.get() > 0) {
      fixture.advanceMs(1);
      store.doWork();
      Thread.yield();
    }
    return null;
  }

  private static void runAll(List<Callable<Void>> tasks) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    for (Future<Void> result : threads.invokeAll(tasks)) {
      result.get();
    }
    threads.shutdown();
  }
}
