package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.whole;

import dev.sluice.origin.tier.DirectoryTier;
import dev.sluice.origin.tier.DirectoryTierContext;
import dev.sluice.origin.tier.HandDriven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A store with a namespace of three regions and a cold tier, both moved by hand. */
final class ColdFixture implements AutoCloseable {
  /** Milliseconds that {@link #demote} takes. */
  static final long DEMOTION_MS = 1;

  private static final int REGION = Regions.REGION_LENGTH;
  private static final int REGION_COUNT = 3;
  private static final long FILLER_TTL_MS = 600_000;

  private final Path directory;
  private long nowNs;
  private long nowEpochMs = 1_700_000_000_000L;
  private int fillerCount;

  DirectoryTier tier;
  OriginStore store;
  Namespace live;
  Namespace pushed;

  ColdFixture(Path directory) {
    this.directory = directory;
    open();
  }

  void advanceMs(long ms) {
    nowNs += ms * 1_000_000;
    nowEpochMs += ms;
  }

  /** Sets the wall clock. */
  void setClock(long byMs) {
    nowEpochMs += byMs;
  }

  /** Lets the house thread and the tier's do what there is to do. */
  void work() {
    store.doWork();
    HandDriven.work(tier);
    store.doWork();
  }

  /** Lets a millisecond pass, in which each of the two threads does one round. */
  void step() {
    advanceMs(1);
    store.doWork();
    HandDriven.step(tier);
  }

  void put(String key, ObjectSpec spec, byte[] bytes) {
    StoreFixture.put(live, key, spec, bytes);
  }

  /** Moves the object that was read longest ago to the tier, and the pressure that did it away. */
  void demote(String key) {
    for (int i = 0;
        i < REGION_COUNT * 2 && pushed.lease(key).map(ColdFixture::closed).isPresent();
        i++) {
      press();
      work();
    }
    removeFillers();
  }

  /** Asks for more memory than there is. */
  void press() {
    advanceMs(DEMOTION_MS);
    ObjectWriter writer = pushed.begin("filler" + fillerCount++, whole(FILLER_TTL_MS));
    while (writer.claim(REGION) >= 0) {
      // up to the capacity
    }
    writer.abort();
    store.doWork();
  }

  void evictAll() {
    for (int i = 0; i < REGION_COUNT * 2; i++) {
      press();
      work();
    }
  }

  FakeRecallListener recall(String key) {
    FakeRecallListener listener = recallOrMiss(key);
    listener.lease();
    return listener;
  }

  FakeRecallListener recallOrMiss(String key) {
    FakeRecallListener listener = new FakeRecallListener();
    if (!pushed.recall(key, Runnable::run, listener)) {
      listener.onMissed(RecallMiss.GONE);
    }
    work();
    return listener;
  }

  List<Lease> fillWithLeasedObjects(int length) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < REGION_COUNT; i++) {
      StoreFixture.put(pushed, "leased" + i, whole(FILLER_TTL_MS), new byte[length]);
      leases.add(pushed.lease("leased" + i).orElseThrow());
    }
    return leases;
  }

  /** Leaves nothing of the directory where files could go. */
  void breakDisk() throws IOException {
    for (int i = 0; i < 256; i++) {
      Files.createFile(directory.resolve(String.format("%02x", i)));
    }
  }

  void restartAfterMs(long ms) {
    store.close();
    advanceMs(ms);
    open();
  }

  @Override
  public void close() {
    store.close();
  }

  private void open() {
    tier = HandDriven.open(new DirectoryTierContext(directory)
        .copyQueueLength(4)
        .epochClock(() -> nowEpochMs)
        .nanoClock(() -> nowNs));
    store = new OriginStore(new StoreContext()
        .hotCapacity(2L * REGION_COUNT * REGION)
        .nanoClock(() -> nowNs)
        .epochClock(() -> nowEpochMs)
        .coldTier(tier));
    live = store.live();
    pushed = store.create(
        StoreFixture.spec("pushed", (long) REGION_COUNT * REGION, REGION_COUNT * REGION));
  }

  private void removeFillers() {
    for (int i = 0; i < fillerCount; i++) {
      pushed.remove("filler" + i);
    }
  }

  private static boolean closed(Lease lease) {
    lease.close();
    return true;
  }
}
