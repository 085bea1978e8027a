package dev.sluice.origin.store;

import dev.sluice.origin.tier.ColdEntry;
import java.util.List;
import java.util.TreeMap;

/** Collects one page of a listing from objects in any order: never more than it returns. */
final class ObjectPage {
  private final String prefix;
  private final String after;
  private final int limit;
  private final TreeMap<String, ListedObject> objects = new TreeMap<>();

  ObjectPage(String prefix, String after, int limit) {
    if (limit < 1 || limit > Namespace.MAX_PAGE_LENGTH) {
      throw new IllegalArgumentException(
          "limit: " + limit + " (expected: 1 to " + Namespace.MAX_PAGE_LENGTH + ")");
    }
    this.prefix = prefix;
    this.after = after;
    this.limit = limit;
  }

  /** Adds an object in memory; it takes the place of its copy. */
  void add(StoredObject object) {
    if (isOnPage(object.key())) {
      put(new ListedObject(
          object.key(),
          object.length(),
          object.lastModifiedEpochMs(),
          object.remainingTtlMs(),
          /* isCold= */ false));
    }
  }

  /** Adds an object in the cold tier, before those in memory. */
  void add(ColdEntry entry, long remainingTtlMs) {
    if (remainingTtlMs > 0 && isOnPage(entry.key())) {
      put(new ListedObject(
          entry.key(),
          entry.length(),
          entry.lastModifiedEpochMs(),
          remainingTtlMs,
          /* isCold= */ true));
    }
  }

  List<ListedObject> objects() {
    return List.copyOf(objects.values());
  }

  private boolean isOnPage(String key) {
    return key.compareTo(after) > 0
        && key.startsWith(prefix)
        && (objects.size() < limit || key.compareTo(objects.lastKey()) <= 0);
  }

  private void put(ListedObject object) {
    objects.put(object.key(), object);
    if (objects.size() > limit) {
      objects.pollLastEntry();
    }
  }
}
