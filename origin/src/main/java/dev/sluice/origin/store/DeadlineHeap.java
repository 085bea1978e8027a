package dev.sluice.origin.store;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Objects in the order of their deadlines: a binary heap in which each object knows its place, so that it can be moved and
 * taken out without a search.
 *
 * <p>Takes 12 bytes for each of the most objects that it ever had, however many share one deadline, and allocates nothing
 * but that. Deadlines are compared by their difference, as {@link System#nanoTime()} wants it. One thread.
 */
final class DeadlineHeap {
  /** Place of an object that is in no heap. */
  static final int NOWHERE = -1;

  private static final int MIN_CAPACITY = 64;

  private StoredObject[] objects = new StoredObject[MIN_CAPACITY];
  // Beside the objects, whose own deadlines other threads may change at any time.
  private long[] deadlinesNs = new long[MIN_CAPACITY];
  private int count;

  /** Adds an object, or moves it if it is there. */
  void put(StoredObject object, long deadlineNs) {
    remove(object);
    if (count == objects.length) {
      objects = Arrays.copyOf(objects, 2 * count);
      deadlinesNs = Arrays.copyOf(deadlinesNs, 2 * count);
    }
    rise(count++, object, deadlineNs);
  }

  /** Takes an object out; without effect if it is not there. */
  void remove(StoredObject object) {
    int place = object.heapPlace();
    if (place == NOWHERE) {
      return;
    }
    object.heapPlace(NOWHERE);
    count--;
    StoredObject last = objects[count];
    objects[count] = null;
    if (place < count) {
      // The last one fills the gap; it may belong above or below.
      long deadlineNs = deadlinesNs[count];
      rise(sink(place, deadlineNs), last, deadlineNs);
    }
  }

  /** Takes out and returns the object whose deadline is first, if it is not after a time; null if there is none. */
  StoredObject pollDue(long nowNs) {
    if (count == 0 || deadlinesNs[0] - nowNs > 0) {
      return null;
    }
    StoredObject first = objects[0];
    remove(first);
    return first;
  }

  int count() {
    return count;
  }

  /** Hands out all objects, in no order. The consumer must not change the heap. */
  void forEach(Consumer<StoredObject> consumer) {
    for (int i = 0; i < count; i++) {
      consumer.accept(objects[i]);
    }
  }

  /** Moves the gap at a place down past all that are due before a deadline, and returns where it is then. */
  private int sink(int from, long deadlineNs) {
    int gap = from;
    int child = firstDueChild(gap);
    while (child < count && deadlinesNs[child] - deadlineNs < 0) {
      set(gap, objects[child], deadlinesNs[child]);
      gap = child;
      child = firstDueChild(gap);
    }
    return gap;
  }

  private int firstDueChild(int place) {
    int left = 2 * place + 1;
    int right = left + 1;
    return right < count && deadlinesNs[right] - deadlinesNs[left] < 0 ? right : left;
  }

  /** Moves the gap at a place up past all that are due after a deadline, and fills it. */
  private void rise(int from, StoredObject object, long deadlineNs) {
    int gap = from;
    int parent = (gap - 1) / 2;
    while (gap > 0 && deadlineNs - deadlinesNs[parent] < 0) {
      set(gap, objects[parent], deadlinesNs[parent]);
      gap = parent;
      parent = (gap - 1) / 2;
    }
    set(gap, object, deadlineNs);
  }

  private void set(int place, StoredObject object, long deadlineNs) {
    objects[place] = object;
    deadlinesNs[place] = deadlineNs;
    object.heapPlace(place);
  }
}
