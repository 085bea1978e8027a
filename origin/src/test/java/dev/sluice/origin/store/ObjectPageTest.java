package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class ObjectPageTest {
  private static final int OBJECT_COUNT = 25;

  private final StoreFixture fixture = new StoreFixture(1 << 20);
  private final Namespace live = fixture.live;

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldListPageByPageInTheOrderOfKeys() {
    List<String> keys =
        IntStream.range(0, OBJECT_COUNT).mapToObj(i -> "k" + i).sorted().toList();
    keys.forEach(key -> fixture.put(key, whole(), filled(1, 1)));

    List<String> listed = new ArrayList<>();
    List<ListedObject> page = live.list("", "", 10);
    while (!page.isEmpty()) {
      page.forEach(object -> listed.add(object.key()));
      page = live.list("", listed.get(listed.size() - 1), 10);
    }

    assertThat(listed).isEqualTo(keys);
  }

  @Test
  void shouldListOnlyWhatHasThePrefix() {
    List.of("a/1", "a/2", "b/1", "a").forEach(key -> fixture.put(key, whole(), filled(1, 1)));

    assertThat(live.list("a/", "", 10)).extracting(ListedObject::key).containsExactly("a/1", "a/2");
    assertThat(live.list("a/", "a/1", 10)).extracting(ListedObject::key).containsExactly("a/2");
    assertThat(live.list("c", "", 10)).isEmpty();
  }

  @Test
  void shouldTellLengthAgeAndRemainingLifetime() {
    fixture.put("k", whole(5_000), filled(7, 1));
    long putEpochMs = fixture.nowEpochMs();
    fixture.advanceMs(2_000);

    assertThat(live.list("", "", 1))
        .containsExactly(new ListedObject("k", 7, putEpochMs, 3_000, /* isCold= */ false));
  }

  @Test
  void shouldListWhatStillGrows() {
    ObjectWriter writer = live.begin("s", growing(1));
    append(writer, filled(3, 1));
    writer.publish();

    assertThat(live.list("", "", 1)).extracting(ListedObject::length).containsExactly(3L);
    writer.abort();
  }

  @Test
  void shouldRefuseAPageThatIsTooLong() {
    assertThatThrownBy(() -> live.list("", "", 1001))
        .hasMessage("limit: 1001 (expected: 1 to 1000)");
    assertThatThrownBy(() -> live.list("", "", 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
