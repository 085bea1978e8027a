package dev.sluice.origin.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {
  private static final int OBJECT_COUNT = 1_000;
  private static final int STEP_COUNT = 20_000;
  private static final int MAX_DEADLINE = 500; // so that some are equal

  private final StoreFixture fixture = new StoreFixture(Regions.REGION_LENGTH);
  private final DeadlineHeap heap = new DeadlineHeap();

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldHandOutInTheOrderOfDeadlines() {
    StoredObject late = object();
    StoredObject soon = object();
    heap.put(late, 2);
    heap.put(soon, 1);

    assertThat(heap.pollDue(0)).isNull();
    assertThat(heap.pollDue(1)).isSameAs(soon);
    assertThat(heap.pollDue(1)).isNull();
    assertThat(heap.pollDue(2)).isSameAs(late);
    assertThat(heap.count()).isZero();
  }

  @Test
  void shouldCompareAcrossTheWrapOfTheClock() {
    StoredObject before = object();
    StoredObject after = object();
    heap.put(after, Long.MIN_VALUE);
    heap.put(before, Long.MAX_VALUE);

    assertThat(heap.pollDue(Long.MAX_VALUE)).isSameAs(before);
    assertThat(heap.pollDue(Long.MAX_VALUE)).isNull();
    assertThat(heap.pollDue(Long.MIN_VALUE)).isSameAs(after);
  }

  @Test
  void shouldForgetWhatIsTakenOut() {
    StoredObject object = object();
    heap.put(object, 1);
    heap.put(object, 2);

    heap.remove(object);
    heap.remove(object);

    assertThat(heap.count()).isZero();
    assertThat(heap.pollDue(2)).isNull();
  }

  @Test
  void shouldKeepTheOrderWhateverIsAddedMovedAndTakenOut() {
    Random random = new Random(1);
    List<StoredObject> objects =
        IntStream.range(0, OBJECT_COUNT).mapToObj(i -> object()).toList();
    Map<StoredObject, Long> expected = new HashMap<>();
    for (int i = 0; i < STEP_COUNT; i++) {
      StoredObject object = objects.get(random.nextInt(OBJECT_COUNT));
      if (random.nextInt(4) == 0) {
        heap.remove(object);
        expected.remove(object);
      } else {
        long deadlineNs = random.nextInt(MAX_DEADLINE);
        heap.put(object, deadlineNs);
        expected.put(object, deadlineNs);
      }
    }

    List<StoredObject> polled = pollAll();

    assertThat(polled).containsExactlyInAnyOrderElementsOf(expected.keySet());
    assertThat(polled).isSortedAccordingTo(Comparator.comparing(expected::get));
  }

  private List<StoredObject> pollAll() {
    List<StoredObject> polled = new ArrayList<>();
    heap.forEach(object -> assertThat(object.heapPlace()).isNotNegative());
    for (int left = heap.count(); left > 0; left--) {
      polled.add(heap.pollDue(MAX_DEADLINE));
    }
    assertThat(heap.count()).isZero();
    return polled;
  }

  private StoredObject object() {
    return new StoredObject(fixture.live, "k", StoreFixture.whole(), "etag", StoredObject.UNCOPIED);
  }
}
