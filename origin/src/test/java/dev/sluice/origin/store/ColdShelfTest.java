package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.counted;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.get;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.put;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemoryExtension.class)
class ColdShelfTest {
  private static final long TTL_MS = 60_000;
  private static final int LENGTH = 300_000;

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
  void shouldBringBackAnObjectAsItLeft() {
    ObjectSpec spec = new ObjectSpec(
        "video/mp2t",
        "max-age=5",
        Visibility.GROWING,
        TTL_MS,
        LENGTH,
        List.of(new ObjectHeader("mo-meta-a", "ü")));
    put(pushed, "s", spec, counted(LENGTH));
    String etag = etag("s");
    long putEpochMs = fixture.store.nowEpochMs();

    fixture.demote("s");
    boolean wasHot = pushed.lease("s").isPresent();
    try (Lease lease = fixture.recall("s").lease()) {
      assertThat(wasHot).isFalse();
      assertThat(bytes(lease)).isEqualTo(counted(LENGTH));
      assertThat(lease.etag()).isEqualTo(etag);
      assertThat(lease.spec().contentType()).isEqualTo("video/mp2t");
      assertThat(lease.spec().cacheControl()).isEqualTo("max-age=5");
      assertThat(lease.spec().headers()).containsExactly(new ObjectHeader("mo-meta-a", "ü"));
      assertThat(lease.lastModifiedEpochMs()).isEqualTo(putEpochMs);
      assertThat(lease.remainingTtlMs()).isEqualTo(TTL_MS - ColdFixture.DEMOTION_MS);
    }
  }

  @Test
  void shouldContainWhatIsColdWithoutReadingIt() {
    StoreFixture.put(fixture.pushed, "k", whole(600_000), new byte[10]);
    fixture.demote("k");
    long getCount = fixture.pushed.usage().gets();

    assertThat(fixture.pushed.contains("k")).isTrue();
    assertThat(fixture.pushed.contains("other")).isFalse();
    assertThat(fixture.pushed.usage().gets()).isEqualTo(getCount);
    assertThat(fixture.tier.counters().reads()).isZero();
  }

  @Test
  void shouldStayReadableUntilItIsCopied() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    fixture.press();

    byte[] before = get(pushed, "s");
    fixture.work();

    assertThat(before).isEqualTo(counted(LENGTH));
    assertThat(pushed.lease("s")).isEmpty();
    assertThat(fixture.store.counters().evicted()).isPositive();
    assertThat(fixture.store.counters().uncopied()).isZero();
  }

  @Test
  void shouldNotWriteAgainWhatItHas() {
    putCold("s");
    fixture.recall("s").close();
    long copies = fixture.tier.counters().copies();

    fixture.evictAll();

    assertThat(pushed.lease("s")).isEmpty();
    assertThat(fixture.tier.counters().copies()).isEqualTo(copies);
    fixture.recall("s").close();
  }

  @Test
  void shouldPreserveWhatStaysInMemory() {
    put(fixture.live, "s", whole(ObjectSpec.PINNED), counted(LENGTH));

    assertThat(fixture.live.preserve("s", TTL_MS, 0)).isTrue();
    assertThat(fixture.live.preserve("s", TTL_MS, 0)).isTrue();
    fixture.work();
    fixture.live.preserve("s", TTL_MS, 0);
    fixture.work();

    assertThat(get(fixture.live, "s")).isEqualTo(counted(LENGTH));
    assertThat(fixture.tier.counters().copies()).isEqualTo(1);
    fixture.restartAfterMs(TTL_MS - 1);
    assertThat(fixture.live.lease("s")).isEmpty();
    assertThat(fixture.live.contains("s")).isTrue();
  }

  @Test
  void shouldNotCopyAgainWhatItHasPreserved() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    pushed.preserve("s", TTL_MS / 2, 0);
    fixture.work();

    fixture.demote("s");

    fixture.recall("s").close();
    assertThat(fixture.tier.counters().copies()).isEqualTo(1);
    fixture.advanceMs(TTL_MS / 2);
    assertThat(pushed.contains("s")).isTrue();
  }

  @Test
  void shouldPreserveForLongerWhenAskedTo() {
    put(fixture.live, "s", whole(ObjectSpec.PINNED), counted(10));
    fixture.live.preserve("s", TTL_MS, TTL_MS);
    fixture.work();
    fixture.advanceMs(TTL_MS + 1);

    assertThat(fixture.live.preserve("s", TTL_MS, TTL_MS)).isTrue();
    fixture.work();
    fixture.restartAfterMs(2 * TTL_MS - 1);

    assertThat(fixture.live.contains("s")).isTrue();
  }

  @Test
  void shouldNotPreserveWhatIsReplacedMeanwhile() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    pushed.preserve("s", TTL_MS, 0);

    put(pushed, "s", whole(TTL_MS), filled(1, 'n'));
    fixture.work();

    assertThat(pushed.usage().coldObjects()).isZero();
  }

  @Test
  void shouldNotPreserveWhatIsOnItsWayOut() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    fixture.press();

    boolean isDone = pushed.preserve("s", TTL_MS, 0);
    fixture.work();

    assertThat(isDone).isTrue();
    assertThat(pushed.lease("s")).isEmpty();
    fixture.recall("s").close();
  }

  @Test
  void shouldAskAgainLaterWhenTheDiskHasFallenBehind() {
    for (int i = 0; i < 5; i++) {
      put(pushed, "s" + i, whole(TTL_MS), counted(10));
    }

    assertThat(pushed.preserve("s0", TTL_MS, 0)).isTrue();
    long refusedCount =
        IntStream.range(1, 5).filter(i -> !pushed.preserve("s" + i, TTL_MS, 0)).count();
    fixture.work();

    assertThat(refusedCount).isPositive();
    assertThat(pushed.preserve("s4", TTL_MS, 0)).isTrue();
    assertThat(pushed.preserve("none", TTL_MS, 0)).isTrue();
  }

  @Test
  void shouldForgetTheCopyOfWhatIsReplaced() {
    putCold("s");

    put(pushed, "s", whole(TTL_MS), filled(1, 'n'));

    assertThat(pushed.usage().coldObjects()).isZero();
    assertThat(get(pushed, "s")).isEqualTo(filled(1, 'n'));
  }

  @Test
  void shouldKeepTheCopyWhenWhatWouldReplaceItIsAborted() {
    putCold("s");
    ObjectWriter writer = pushed.begin("s", growing(1));
    append(writer, filled(1, 'n'));

    writer.abort();

    assertThat(pushed.lease("s")).isEmpty();
    fixture.recall("s").close();
  }

  @Test
  void shouldRemoveWhatIsCold() {
    putCold("s");

    assertThat(pushed.remove("s")).isTrue();

    assertThat(fixture.recallOrMiss("s").miss()).isEqualTo(RecallMiss.GONE);
    assertThat(pushed.remove("s")).isFalse();
  }

  @Test
  void shouldNotCopyWhatIsRemovedMeanwhile() {
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));
    fixture.press();

    pushed.remove("s");
    fixture.work();

    assertThat(fixture.recallOrMiss("s").miss()).isEqualTo(RecallMiss.GONE);
  }

  @Test
  void shouldExpireWhatIsCold() {
    putCold("s");

    fixture.advanceMs(TTL_MS);
    fixture.work();

    assertThat(fixture.recallOrMiss("s").miss()).isEqualTo(RecallMiss.GONE);
    assertThat(pushed.usage().coldObjects()).isZero();
  }

  @Test
  void shouldDropWithoutCopyWhatTheQueueDoesNotTake() {
    for (int i = 0; i < 190; i++) {
      put(pushed, "k" + i, whole(TTL_MS), new byte[1]);
    }

    int evictedCount = fixture.store.doWork();
    fixture.work();

    assertThat(fixture.store.counters().uncopied()).isEqualTo(evictedCount - 4);
    assertThat(pushed.usage().coldObjects()).isEqualTo(4);
    fixture.store.remove("pushed");
  }

  @Test
  void shouldDropWithoutCopyWhatTheDiskDoesNotTake() throws Exception {
    fixture.breakDisk();
    put(pushed, "s", whole(TTL_MS), counted(LENGTH));

    fixture.demote("s");

    assertThat(pushed.lease("s")).isEmpty();
    assertThat(fixture.store.counters().uncopied()).isPositive();
    assertThat(fixture.tier.counters().errors()).isPositive();
    assertThat(fixture.recallOrMiss("s").miss()).isEqualTo(RecallMiss.GONE);
  }

  @Test
  void shouldListWhatIsColdAndWhatIsNot() {
    putCold("a");
    putCold("c");
    fixture.recall("c").close();
    put(pushed, "b", whole(TTL_MS), filled(1, 1));

    List<ListedObject> page = pushed.list("", "", 3);

    assertThat(page).extracting(ListedObject::key).containsExactly("a", "b", "c");
    assertThat(page).extracting(ListedObject::isCold).containsExactly(true, false, false);
    assertThat(page.get(0).length()).isEqualTo(LENGTH);
  }

  @Test
  void shouldRemoveTheCopiesOfANamespace() {
    putCold("s");

    fixture.store.remove("pushed");
    fixture.work();

    assertThat(fixture.tier.counters().objects()).isZero();
    assertThat(fixture.tier.counters().bytes()).isZero();
  }

  @Test
  void shouldReadAgainAfterARestartWhatHasLifetimeLeft() {
    putCold("cold");
    put(pushed, "hot", whole(TTL_MS), counted(LENGTH));
    put(pushed, "short", whole(2_000), counted(LENGTH));
    String etag = etag("hot");
    fixture.put("live", whole(TTL_MS), filled(1, 1));

    fixture.restartAfterMs(3_000);

    try (Lease cold = fixture.recall("cold").lease();
        Lease hot = fixture.recall("hot").lease()) {
      assertThat(bytes(cold)).isEqualTo(counted(LENGTH));
      assertThat(bytes(hot)).isEqualTo(counted(LENGTH));
      assertThat(hot.etag()).isEqualTo(etag);
    }
    assertThat(fixture.recallOrMiss("short").miss()).isEqualTo(RecallMiss.GONE);
    assertThat(fixture.store.live().usage().coldObjects()).isZero();
  }

  private void putCold(String key) {
    put(pushed, key, whole(TTL_MS), counted(LENGTH));
    fixture.demote(key);
  }

  private String etag(String key) {
    try (Lease lease = pushed.lease(key).orElseThrow()) {
      return lease.etag();
    }
  }
}
