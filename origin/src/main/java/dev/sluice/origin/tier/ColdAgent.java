package dev.sluice.origin.tier;

import dev.sluice.origin.LifetimeClock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a directory tier does on its thread: one read, since somebody waits for it, then one copy, which makes room for the
 * next, then some of the files of objects that are no more.
 */
final class ColdAgent implements Agent, ColdFiles.ScanListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(ColdAgent.class);
  private static final long LOG_INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);
  private static final int PROLONGED_AT_A_TIME = 64;
  private static final int DELETED_AT_A_TIME = 64;

  // Set at construction.
  private final Path path;
  private final long maxSize;
  private final int maxObjectCount;
  private final long closeTimeoutNs;
  private final LifetimeClock clock;
  private final ColdFiles files;
  private final ColdIndex index;
  private final ColdCounters counters;
  private final ManyToOneConcurrentArrayQueue<ColdSource> copies;
  private final ManyToOneConcurrentArrayQueue<ReadOrder> reads;

  // The tier's thread.
  private long fileNumber;
  private boolean isShortOfRoom;
  private long nextLogNs = System.nanoTime();

  // The tier's thread; only ever set.
  private volatile boolean isEnded;

  ColdAgent(
      DirectoryTierContext context, LifetimeClock clock, ColdIndex index, ColdCounters counters) {
    path = context.path();
    maxSize = context.maxSize();
    maxObjectCount = context.maxObjectCount();
    closeTimeoutNs = TimeUnit.MILLISECONDS.toNanos(context.closeTimeoutMs());
    files = new ColdFiles(path, clock);
    this.clock = clock;
    this.index = index;
    this.counters = counters;
    copies = new ManyToOneConcurrentArrayQueue<>(context.copyQueueLength());
    reads = new ManyToOneConcurrentArrayQueue<>(context.readQueueLength());
  }

  /** Finds what a former process left. Called before the thread starts. */
  void scan() throws IOException {
    files.scan(this);
    expire(Integer.MAX_VALUE);
  }

  /** Hands over an object to copy; returns whether there was room. Any thread. */
  boolean offer(ColdSource source) {
    return hasTaken(copies.offer(source));
  }

  /** Hands over an object to read; returns whether there was room. Any thread. */
  boolean offer(ReadOrder order) {
    return hasTaken(reads.offer(order));
  }

  @Override
  public int doWork() {
    int doneCount = 0;
    ReadOrder order = reads.poll();
    isShortOfRoom = order != null && !read(order);
    if (order != null && !isShortOfRoom) {
      doneCount++;
    }
    ColdSource source = copies.poll();
    if (source != null) {
      copy(source);
      doneCount++;
    }
    return doneCount
        + prolong(PROLONGED_AT_A_TIME)
        + deleteRemoved(DELETED_AT_A_TIME)
        + expire(DELETED_AT_A_TIME);
  }

  @Override
  public void onClose() {
    long startNs = System.nanoTime();
    ColdSource source = copies.poll();
    while (source != null && System.nanoTime() - startNs < closeTimeoutNs) {
      copy(source);
      source = copies.poll();
    }
    if (source != null) {
      refuse(source);
    }
    int prolongedCount = PROLONGED_AT_A_TIME;
    while (prolongedCount > 0 && System.nanoTime() - startNs < closeTimeoutNs) {
      prolongedCount = prolong(PROLONGED_AT_A_TIME);
    }
    int deletedCount = DELETED_AT_A_TIME;
    while (deletedCount > 0 && System.nanoTime() - startNs < closeTimeoutNs) {
      deletedCount = deleteRemoved(DELETED_AT_A_TIME);
    }
    isEnded = true;
    refuseRest();
  }

  /** Returns whether the last read found no room. The tier's thread. */
  boolean isShortOfRoom() {
    return isShortOfRoom;
  }

  @Override
  public String roleName() {
    return "cold";
  }

  @Override
  public void onFile(ColdEntry entry, long fileLength) {
    index.put(new ColdFile(entry, fileLength, fileNumber++));
  }

  @Override
  public void onTorn(Path torn, String reason) {
    counters.torn.increment();
    log("keep " + torn.getFileName(), reason);
  }

  @Override
  public void onUnreadable(Path unreadable, IOException reason) {
    failed("scan " + unreadable.getFileName(), reason);
  }

  private boolean hasTaken(boolean isOffered) {
    if (!isOffered) {
      counters.refusals.increment();
    } else if (isEnded) {
      // Read after the offer: either the thread's last look finds it, or this sees that there will
      // be none.
      refuseRest();
    }
    return isOffered;
  }

  private synchronized void refuseRest() {
    for (ColdSource source = copies.poll(); source != null; source = copies.poll()) {
      refuse(source);
    }
    for (ReadOrder order = reads.poll(); order != null; order = reads.poll()) {
      counters.refusals.increment();
      order.reader().onMissed(ColdMiss.FAILED);
    }
  }

  private void refuse(ColdSource source) {
    counters.refusals.increment();
    source.onRefused();
  }

  private void copy(ColdSource source) {
    ColdEntry entry = source.entry();
    long fileLength = 0;
    try {
      if (entry.expiryEpochMs() > clock.nowEpochMs() && hasRoom(entry)) {
        fileLength = files.write(source);
      }
    } catch (IOException e) {
      failed("write", e);
    }
    if (fileLength == 0) {
      source.onRefused();
      return;
    }
    ColdFile file = new ColdFile(entry, fileLength, fileNumber++);
    index.put(file);
    counters.copies.increment();
    counters.bytesCopied.add(entry.length());
    if (!source.onCopied()) {
      index.remove(file);
    }
  }

  /** Deletes what was removed, and then what expires soonest, until an object fits; returns whether it does. */
  private boolean hasRoom(ColdEntry entry) {
    long needed = ColdFile.diskLength(entry.length()) + ColdFile.BLOCK_LENGTH;
    if (needed > maxSize) {
      return false;
    }
    int deletedCount = 1;
    while (deletedCount > 0 && isFull(needed)) {
      deletedCount = deleteRemoved(1);
    }
    Optional<ColdFile> soonest = index.soonest();
    while (soonest.isPresent() && isFull(needed)) {
      if (index.remove(soonest.get())) {
        counters.displaced.increment();
      }
      delete(soonest.get());
      soonest = index.soonest();
    }
    return true;
  }

  private boolean isFull(long needed) {
    return counters.bytes() + needed > maxSize || index.fileCount() >= maxObjectCount;
  }

  /** Reads an object; returns false if there was no room for it, so that it is read again behind those that wait. */
  private boolean read(ReadOrder order) {
    Optional<ColdFile> file = index
        .find(order.namespace(), order.key())
        .filter(found -> found.entry().expiryEpochMs() > clock.nowEpochMs());
    if (file.isEmpty()) {
      order.reader().onMissed(ColdMiss.GONE);
      return true;
    }
    boolean isRead = false;
    boolean hasRoom = true;
    ColdMiss miss = ColdMiss.FAILED;
    try (ColdFileReader reader = files.open(order.namespace(), order.key())) {
      hasRoom = order.reader().onFound(file.get().entry(), reader.facts(), reader);
      isRead = hasRoom;
      if (isRead) {
        counters.reads.increment();
        counters.bytesRead.add(reader.entry().length());
      }
    } catch (TornFileException | NoSuchFileException e) {
      index.remove(file.get());
      counters.torn.increment();
      log("read", e.toString());
      miss = ColdMiss.GONE;
    } catch (IOException e) {
      failed("read", e);
    }
    if (!hasRoom && offer(order)) {
      return false;
    }
    if (!isRead) {
      order.reader().onMissed(miss);
    }
    return true;
  }

  /** Tells files until when their objects stay; returns how many it looked at. */
  private int prolong(int maxCount) {
    int prolongedCount = 0;
    ColdFile file = index.pollProlonged();
    while (file != null) {
      prolongedCount++;
      if (index.isHolding(file)) {
        prolong(file);
      }
      file = prolongedCount < maxCount ? index.pollProlonged() : null;
    }
    return prolongedCount;
  }

  private void prolong(ColdFile file) {
    try {
      files.prolong(file.entry());
    } catch (TornFileException | NoSuchFileException e) {
      index.remove(file);
      counters.torn.increment();
      log("prolong", e.toString());
    } catch (IOException e) {
      failed("prolong", e);
    }
  }

  /** Deletes files of objects that were removed; returns how many it looked at. */
  private int deleteRemoved(int maxCount) {
    int deletedCount = 0;
    ColdFile file = index.pollRemoved();
    while (file != null) {
      delete(file);
      deletedCount++;
      file = deletedCount < maxCount ? index.pollRemoved() : null;
    }
    return deletedCount;
  }

  /** Deletes objects whose lifetime is over, which nobody finds any more; returns how many it looked at. */
  private int expire(int maxCount) {
    int deletedCount = 0;
    long nowEpochMs = clock.nowEpochMs();
    Optional<ColdFile> soonest = index.soonest();
    while (deletedCount < maxCount
        && soonest.isPresent()
        && soonest.get().entry().expiryEpochMs() <= nowEpochMs) {
      if (index.remove(soonest.get())) {
        counters.expired.increment();
      }
      delete(soonest.get());
      deletedCount++;
      soonest = index.soonest();
    }
    return deletedCount;
  }

  /** Deletes the file of an object that is removed, unless its key has a newer one, which is the same file. */
  private void delete(ColdFile file) {
    ColdEntry entry = file.entry();
    index.forget(file);
    if (index.find(entry.namespace(), entry.key()).isEmpty()) {
      try {
        files.delete(entry.namespace(), entry.key());
      } catch (IOException e) {
        failed("delete", e);
      }
    }
  }

  private void failed(String what, IOException e) {
    counters.errors.increment();
    log(what, e.toString());
  }

  private void log(String what, String reason) {
    long nowNs = System.nanoTime();
    if (nowNs - nextLogNs >= 0) {
      nextLogNs = nowNs + LOG_INTERVAL_NS;
      LOGGER.warn(
          "The cold tier in {} could not {}: {} ({} errors and {} torn files so far)",
          path,
          what,
          reason,
          counters.errors(),
          counters.torn());
    }
  }

  /** An object to read. */
  record ReadOrder(String namespace, String key, ColdReader reader) {}
}
