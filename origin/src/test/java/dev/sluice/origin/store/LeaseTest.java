package dev.sluice.origin.store;

import static dev.sluice.origin.store.StoreFixture.append;
import static dev.sluice.origin.store.StoreFixture.bytes;
import static dev.sluice.origin.store.StoreFixture.counted;
import static dev.sluice.origin.store.StoreFixture.filled;
import static dev.sluice.origin.store.StoreFixture.growing;
import static dev.sluice.origin.store.StoreFixture.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class LeaseTest {
  private static final int SEGMENT_LENGTH = 1_000_000;
  private static final int CHUNK_LENGTH = 3_333;

  private final StoreFixture fixture = new StoreFixture(4L << 20);
  private final Namespace live = fixture.live;
  private final StoreCounters counters = fixture.store.counters();

  @AfterEach
  void closeStore() {
    fixture.close();
    assertThat(counters.leases()).isZero();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldSeeAGrowingObjectFromItsBeginning() {
    ObjectWriter writer = live.begin("s", growing(100));

    try (Lease lease = live.lease("s").orElseThrow()) {
      assertThat(lease.isComplete()).isFalse();
      assertThat(lease.length()).isZero();
      assertThat(bytes(lease)).isEmpty();
    }
    writer.abort();
  }

  @Test
  void shouldSeeOnlyWhatIsPublished() {
    ObjectWriter writer = live.begin("s", growing(100));
    Lease lease = live.lease("s").orElseThrow();

    append(writer, filled(3, 1));
    long claimed = lease.length();
    writer.publish();
    long published = lease.length();
    append(writer, filled(2, 2));
    writer.commit();

    assertThat(List.of(claimed, published, lease.length())).containsExactly(0L, 3L, 5L);
    assertThat(bytes(lease)).containsExactly(1, 1, 1, 2, 2);
    assertThat(lease.isComplete()).isTrue();
    lease.close();
  }

  @Test
  void shouldReadEveryByteInOrderWhileAnotherThreadWrites() throws Exception {
    byte[] segment = counted(SEGMENT_LENGTH);
    ObjectWriter writer = live.begin("s", growing(SEGMENT_LENGTH));
    Lease lease = live.lease("s").orElseThrow();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    Future<byte[]> read = reader.submit(() -> follow(lease));

    for (int offset = 0; offset < SEGMENT_LENGTH; offset += CHUNK_LENGTH) {
      append(
          writer,
          Arrays.copyOfRange(segment, offset, Math.min(offset + CHUNK_LENGTH, SEGMENT_LENGTH)));
      writer.publish();
    }
    writer.commit();

    assertThat(read.get()).isEqualTo(segment);
    reader.shutdown();
    lease.close();
  }

  @Test
  void shouldRefuseRangesThatAreNotReadable() {
    ObjectWriter writer = live.begin("s", growing(100));
    append(writer, filled(10, 1));
    writer.publish();
    append(writer, filled(10, 1));

    try (Lease lease = live.lease("s").orElseThrow()) {
      assertThatThrownBy(() -> bytes(lease, 0, 11)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes(lease, 11, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes(lease, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    writer.abort();
  }

  @Test
  void shouldGiveReadOnlyDirectViews() {
    fixture.put("s", whole(), filled(10, 1));
    List<ByteBuffer> slices = new ArrayList<>();

    try (Lease lease = live.lease("s").orElseThrow()) {
      lease.slices(2, 3, slices::add);
    }

    assertThat(slices).hasSize(1);
    assertThat(slices.get(0).isReadOnly() && slices.get(0).isDirect()).isTrue();
    assertThat(slices.get(0).remaining()).isEqualTo(3);
  }

  @Test
  void shouldCallListenersAfterPublishAndCommit() {
    ObjectWriter writer = live.begin("s", growing(100));
    Lease lease = live.lease("s").orElseThrow();
    List<Long> lengths = new ArrayList<>();
    Lease.Subscription subscription = lease.onGrowth(() -> lengths.add(lease.length()));

    append(writer, filled(1, 1));
    writer.publish();
    append(writer, filled(1, 1));
    writer.commit();

    assertThat(lengths).containsExactly(1L, 2L);
    subscription.close();
    lease.close();
  }

  @Test
  void shouldNotCallAListenerWhoseSubscriptionIsClosed() {
    ObjectWriter writer = live.begin("s", growing(100));
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    try (Lease lease = live.lease("s").orElseThrow()) {
      Lease.Subscription closed = lease.onGrowth(first::getAndIncrement);
      lease.onGrowth(second::getAndIncrement);
      closed.close();
    }

    writer.commit();

    assertThat(first).hasValue(0);
    assertThat(second).hasValue(1);
  }

  @Test
  void shouldTellReadersThatTheWriterGaveUp() {
    ObjectWriter writer = live.begin("s", growing(100));
    append(writer, filled(3, 1));
    writer.publish();
    AtomicInteger calls = new AtomicInteger();
    Lease lease = live.lease("s").orElseThrow();
    lease.onGrowth(calls::getAndIncrement);

    writer.abort();

    assertThat(lease.isAborted()).isTrue();
    assertThat(lease.isComplete()).isFalse();
    assertThat(bytes(lease)).hasSize(3);
    assertThat(calls).hasValue(1);
    lease.close();
  }

  @Test
  void shouldFreeTheSlabsOnceHoweverOftenItIsClosed() {
    fixture.put("s", whole(), filled(10, 1));
    Lease lease = live.lease("s").orElseThrow();
    Lease other = live.lease("s").orElseThrow();
    live.remove("s");

    lease.close();
    lease.close();

    assertThat(bytes(other)).hasSize(10);
    assertThat(counters.leases()).isEqualTo(1);
    other.close();
  }

  @Test
  void shouldRefuseToReadAfterClose() {
    fixture.put("s", whole(), filled(10, 1));
    Lease lease = live.lease("s").orElseThrow();

    lease.close();

    assertThatThrownBy(() -> lease.slices(0, 1, slice -> {})).hasMessage("lease is closed");
    assertThatThrownBy(lease::length).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::gzip).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldTellWhenTheObjectWasBegunAndThenWhenItWasCommitted() {
    long begunEpochMs = fixture.nowEpochMs();
    ObjectWriter writer = live.begin("s", growing(100));
    fixture.advanceMs(2000);

    try (Lease lease = live.lease("s").orElseThrow()) {
      long before = lease.lastModifiedEpochMs();
      writer.commit();
      assertThat(before).isEqualTo(begunEpochMs);
      assertThat(lease.lastModifiedEpochMs()).isEqualTo(begunEpochMs + 2000);
    }
  }

  @Test
  void shouldHaveAnEntityTagOfItsOwnForEachVersion() {
    fixture.put("s", whole(), filled(1, 1));
    String first = etag("s");
    fixture.put("s", whole(), filled(1, 2));
    String second = etag("s");
    fixture.put("t", whole(), filled(1, 2));

    assertThat(List.of(first, second, etag("t")))
        .doesNotHaveDuplicates()
        .allMatch(tag -> tag.matches("\"[0-9a-f]+\""));
  }

  @Test
  void shouldNotRepeatAnEntityTagAfterARestart() {
    fixture.put("s", whole(), filled(1, 1));

    try (StoreFixture restarted = new StoreFixture(1 << 20)) {
      restarted.put("s", whole(), filled(1, 2));
      try (Lease lease = restarted.live.lease("s").orElseThrow()) {
        assertThat(lease.etag()).isNotEqualTo(etag("s"));
      }
    }
  }

  private static byte[] follow(Lease lease) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean isComplete;
    do {
      isComplete = lease.isComplete();
      out.writeBytes(bytes(lease, out.size(), lease.length() - out.size()));
    } while (!isComplete);
    return out.toByteArray();
  }

  private String etag(String key) {
    try (Lease lease = live.lease(key).orElseThrow()) {
      return lease.etag();
    }
  }
}
