package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class NamespaceTest {
  private static final byte[] OLD = filled(1, 'o');
  private static final byte[] NEW = filled(1, 'n');
  private static final long TTL_MS = 1000;
  private static final int ROUNDS = 2_000;

  private final StoreFixture fixture = new StoreFixture(1 << 20);
  private final Namespace live = fixture.live;
  private final StoreCounters counters = fixture.store.counters();

  @AfterEach
  void closeStore() {
    fixture.close();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldHaveNothingUnderAKeyThatWasNotWritten() {
    assertThat(live.lease("s")).isEmpty();
    assertThat(live.remove("s")).isFalse();
    live.expireAfter("s", TTL_MS);
  }

  @Test
  void shouldContainAnObjectOnceItIsWhole() {
    ObjectWriter writer = begin(NEW);
    assertThat(live.contains("s")).isFalse();

    writer.commit();

    assertThat(live.contains("s")).isTrue();
    assertThat(live.usage().gets()).isZero();
  }

  @Test
  void shouldRemoveAnObjectThatReadersFinish() {
    fixture.put("s", whole(), OLD);
    Lease lease = live.lease("s").orElseThrow();

    assertThat(live.remove("s")).isTrue();

    assertThat(live.lease("s")).isEmpty();
    assertThat(bytes(lease)).isEqualTo(OLD);
    lease.close();
  }

  @Test
  void shouldBringBackTheFormerObjectWhenAGrowingOneIsAborted() {
    fixture.put("s", whole(), OLD);
    ObjectWriter writer = begin(NEW);
    byte[] between = fixture.get("s");

    writer.abort();

    assertThat(between).isEqualTo(NEW);
    assertThat(fixture.get("s")).isEqualTo(OLD);
  }

  @Test
  void shouldLeaveNothingWhenTheFirstObjectOfAKeyIsAborted() {
    begin(NEW).abort();

    assertThat(fixture.get("s")).isNull();
    assertThat(counters.objects()).isZero();
  }

  @Test
  void shouldLetGoOfTheFormerObjectWhenAGrowingOneIsCommitted() {
    fixture.put("s", whole(), OLD);

    begin(NEW).commit();

    assertThat(fixture.get("s")).isEqualTo(NEW);
    assertThat(counters.slabBytesLent()).isEqualTo(SlabClass.SMALL.slabLength());
  }

  @Test
  void shouldNotBringBackAFormerObjectThatExpiredMeanwhile() {
    fixture.put("s", whole(TTL_MS), OLD);
    ObjectWriter writer = begin(NEW);
    fixture.advanceMs(TTL_MS);
    fixture.store.doWork();

    writer.abort();

    assertThat(fixture.get("s")).isNull();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldNotBringBackAnythingUnderAKeyThatWasRemovedMeanwhile() {
    fixture.put("s", whole(), OLD);
    ObjectWriter writer = begin(NEW);
    live.remove("s");

    writer.abort();

    assertThat(fixture.get("s")).isNull();
  }

  @Test
  void shouldKeepTheLatestOfTwoObjectsThatGrowAtOnce() {
    ObjectWriter first = begin(OLD);
    ObjectWriter second = begin(NEW);

    first.commit();
    second.commit();

    assertThat(fixture.get("s")).isEqualTo(NEW);
  }

  @Test
  void shouldKeepTheObjectThatEndsLastOfTwoThatGrowAtOnce() {
    ObjectWriter first = begin(OLD);
    begin(NEW).commit();

    first.commit();

    assertThat(fixture.get("s")).isEqualTo(OLD);
  }

  @Test
  void shouldBringBackTheFormerObjectWhenBothOfTwoThatGrowAreAborted() {
    fixture.put("s", whole(), OLD);
    ObjectWriter first = begin(NEW);
    ObjectWriter second = begin(NEW);

    first.abort();
    second.abort();

    assertThat(fixture.get("s")).isEqualTo(OLD);
  }

  @Test
  void shouldBringBackTheFormerObjectWhenTwoThatGrowAreAbortedAtOnce() {
    fixture.put("s", whole(), OLD);
    CyclicBarrier start = new CyclicBarrier(2);
    for (int round = 0; round < ROUNDS; round++) {
      ObjectWriter first = begin(NEW);
      ObjectWriter second = begin(NEW);

      CompletableFuture<Void> aborted = CompletableFuture.runAsync(() -> {
        await(start);
        first.abort();
      });
      await(start);
      second.abort();
      aborted.join();

      assertThat(fixture.get("s")).isEqualTo(OLD);
    }
  }

  @Test
  void shouldBringBackAFirstGrowingObjectWhenTheSecondIsAborted() {
    ObjectWriter first = begin(OLD);
    ObjectWriter second = begin(NEW);

    second.abort();
    first.commit();

    assertThat(fixture.get("s")).isEqualTo(OLD);
  }

  @Test
  void shouldNotBringBackAFirstGrowingObjectThatWasAbortedToo() {
    ObjectWriter first = begin(OLD);
    ObjectWriter second = begin(NEW);

    first.abort();
    second.abort();

    assertThat(fixture.get("s")).isNull();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldForgetAGrowingObjectThatWasRemovedWhenItIsCommitted() {
    ObjectWriter writer = begin(NEW);
    live.remove("s");

    writer.commit();

    assertThat(fixture.get("s")).isNull();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldRefuseArgumentsOutOfRange() {
    assertThatThrownBy(() -> live.begin("", whole())).hasMessageContaining("key: is empty");
    assertThatThrownBy(() -> live.expireAfter("s", 0)).hasMessage("ttlMs: 0 (expected: >= 1)");
  }

  @Test
  void shouldKeepKeysOfNamespacesApart() {
    Namespace other = fixture.create("other", 512 * 1024, /* maxObjectSize= */ 1);
    fixture.put("s", whole(), OLD);

    ObjectWriter writer = other.begin("s", whole());

    assertThat(other.lease("s")).isEmpty();
    assertThat(writer.claim(2)).isEqualTo(ObjectWriter.TOO_LARGE);
    assertThat(fixture.store.namespace("other")).containsSame(other);
    assertThat(fixture.store.namespace("none")).isEmpty();
    writer.abort();
  }

  private ObjectWriter begin(byte[] bytes) {
    ObjectWriter writer = live.begin("s", growing(1));
    append(writer, bytes);
    writer.publish();
    return writer;
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
