package dev.sluice.origin.tier;

import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Which objects a tier has. What is removed here is found no more, whether or not its file is deleted yet.
 *
 * <p>Any thread looks up and removes; the tier's thread alone adds, and deletes the files of what was removed. There are
 * never more removed or prolonged files than files, which the tier bounds.
 */
final class ColdIndex {
  private final ColdCounters counters;

  // Any thread.
  private final ConcurrentMap<String, Shelf> shelves = new ConcurrentHashMap<>();
  private final Queue<ColdFile> removed = new ConcurrentLinkedQueue<>();
  private final Queue<ColdFile> prolonged = new ConcurrentLinkedQueue<>();

  // The tier's thread: every file on the disk that is not replaced.
  private final TreeSet<ColdFile> files = new TreeSet<>(ColdFile.BY_EXPIRY);

  ColdIndex(ColdCounters counters) {
    this.counters = counters;
  }

  Optional<ColdFile> find(String namespace, String key) {
    Shelf shelf = shelves.get(namespace);
    return shelf == null ? Optional.empty() : Optional.ofNullable(shelf.files.get(key));
  }

  /** Returns whether this very object can be asked for. */
  boolean isHolding(ColdFile file) {
    Shelf shelf = shelves.get(file.entry().namespace());
    return shelf != null && shelf.files.get(file.entry().key()) == file;
  }

  ColdUsage usage(String namespace) {
    Shelf shelf = shelves.get(namespace);
    return shelf == null ? ColdUsage.NONE : new ColdUsage(shelf.files.size(), shelf.bytes.sum());
  }

  void forEach(String namespace, Consumer<ColdEntry> consumer) {
    Shelf shelf = shelves.get(namespace);
    if (shelf != null) {
      shelf.files.values().forEach(file -> consumer.accept(file.entry()));
    }
  }

  /** Removes what is under a key; returns whether there was anything. */
  boolean remove(String namespace, String key) {
    Shelf shelf = shelves.get(namespace);
    ColdFile file = shelf == null ? null : shelf.files.remove(key);
    if (file != null) {
      leave(shelf, file);
    }
    return file != null;
  }

  /** Removes one object and not another that came under its key meanwhile; returns whether it was there. */
  boolean remove(ColdFile file) {
    Shelf shelf = shelves.get(file.entry().namespace());
    boolean isRemoved = shelf != null && shelf.files.remove(file.entry().key(), file);
    if (isRemoved) {
      leave(shelf, file);
    }
    return isRemoved;
  }

  /** Lets an object stay until a time at least. */
  void prolong(ColdFile file, long expiryEpochMs) {
    if (file.prolong(expiryEpochMs)) {
      prolonged.add(file);
    }
  }

  void removeAll(String namespace) {
    Shelf shelf = shelves.get(namespace);
    if (shelf != null) {
      shelf.files.keySet().forEach(key -> remove(namespace, key));
    }
  }

  // What the tier's thread does.

  /** Adds an object, whose file has taken the place of the one that its key had. */
  void put(ColdFile file) {
    ColdEntry entry = file.entry();
    Shelf shelf = shelves.computeIfAbsent(entry.namespace(), name -> new Shelf());
    ColdFile former = shelf.files.put(entry.key(), file);
    shelf.bytes.add(file.diskLength());
    files.add(file);
    counters.objects.getAndIncrement();
    counters.bytes.getAndAdd(file.diskLength());
    if (former != null) {
      leave(shelf, former);
    }
  }

  /** Returns the file that expires soonest, removed or not. */
  Optional<ColdFile> soonest() {
    while (!files.isEmpty() && files.first().isRankedTooSoon()) {
      ColdFile file = files.pollFirst();
      file.rank();
      files.add(file);
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(files.first());
  }

  /** Returns a file that was removed and is still on the disk, unless its key has a newer one; null if there is none. */
  ColdFile pollRemoved() {
    return removed.poll();
  }

  /** Returns a file that does not say yet until when its object stays; null if there is none. */
  ColdFile pollProlonged() {
    ColdFile file = prolonged.poll();
    if (file != null) {
      file.update();
    }
    return file;
  }

  /** Forgets a file that was removed: it is deleted, or another took its place. */
  void forget(ColdFile file) {
    if (files.remove(file)) {
      counters.bytes.getAndAdd(-file.diskLength());
    }
  }

  int fileCount() {
    return files.size();
  }

  private void leave(Shelf shelf, ColdFile file) {
    shelf.bytes.add(-file.diskLength());
    counters.objects.getAndDecrement();
    removed.add(file);
  }

  /** The objects of one namespace. */
  private static final class Shelf {
    private final ConcurrentMap<String, ColdFile> files = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
  }
}
