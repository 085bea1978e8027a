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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NativeMemoryExtension.class)
class ObjectWriterTest {
  private static final int SMALL = SlabClass.SMALL.slabLength();
  private static final int MEDIUM = SlabClass.MEDIUM.slabLength();
  private static final int LARGE = SlabClass.LARGE.slabLength();
  private static final int SEGMENT_LENGTH = 850 * 1024;

  private final StoreFixture fixture = new StoreFixture(4L * LARGE);
  private final Namespace live = fixture.live;
  private final StoreCounters counters = fixture.store.counters();

  @AfterEach
  void closeStore() {
    fixture.close();
  }

  @Test
  void shouldReturnTheBytesOfManyClaimsInOrder() {
    byte[] segment = counted(SEGMENT_LENGTH);
    ObjectWriter writer = live.begin("s", growing(SEGMENT_LENGTH));

    for (int offset = 0; offset < segment.length; offset += 1316) {
      append(writer, Arrays.copyOfRange(segment, offset, Math.min(offset + 1316, segment.length)));
    }
    writer.commit();

    assertThat(fixture.get("s")).isEqualTo(segment);
  }

  @Test
  void shouldReturnEveryRangeAcrossSlabs() {
    byte[] object = counted(3 * SMALL);
    ObjectWriter writer = live.begin("s", whole());
    for (int offset = 0; offset < object.length; offset += SMALL) {
      append(writer, Arrays.copyOfRange(object, offset, offset + SMALL));
    }
    writer.commit();

    try (Lease lease = live.lease("s").orElseThrow()) {
      for (int offset : new int[] {0, 1, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL - 1, 3 * SMALL}) {
        for (int length : new int[] {0, 1, SMALL, SMALL + 1, 2 * SMALL, 3 * SMALL}) {
          int readable = Math.min(length, object.length - offset);
          assertThat(bytes(lease, offset, readable))
              .isEqualTo(Arrays.copyOfRange(object, offset, offset + readable));
        }
      }
    }
  }

  @Test
  void shouldLeaveTheTailOfASlabThatIsTooShort() {
    ObjectWriter writer = live.begin("s", whole());

    int first = writer.claim(SMALL - 10);
    int second = writer.claim(11);
    int third = writer.claim(SMALL - 11);
    writer.commit();

    assertThat(List.of(first, second, third)).containsExactly(0, 0, 11);
    assertThat(counters.slabBytesLent()).isEqualTo(2L * SMALL);
    assertThat(fixture.get("s")).hasSize(2 * SMALL - 10);
  }

  @Test
  void shouldFillASlabToItsLastByte() {
    ObjectWriter writer = live.begin("s", whole());

    int first = writer.claim(SMALL - 1);
    int second = writer.claim(1);
    writer.commit();

    assertThat(List.of(first, second)).containsExactly(0, SMALL - 1);
    assertThat(counters.slabBytesLent()).isEqualTo(SMALL);
  }

  @Test
  void shouldTakeTwoLargeSlabsForASegment() {
    ObjectWriter writer = live.begin("s", growing(SEGMENT_LENGTH));

    for (int length = 0; length < SEGMENT_LENGTH; length += 188) {
      writer.claim(188);
    }
    writer.commit();

    assertThat(counters.slabBytesLent()).isEqualTo(2L * LARGE);
  }

  @Test
  void shouldTakeOneSmallSlabForAPlaylist() {
    fixture.put("p", whole(), filled(900, 'p'));

    assertThat(counters.slabBytesLent()).isEqualTo(SMALL);
  }

  @Test
  void shouldTakeASmallerSlabForWhatASegmentHasMoreThanExpected() {
    ObjectWriter writer = live.begin("s", growing(LARGE));
    writer.claim(LARGE);

    writer.claim(188);
    writer.commit();

    assertThat(counters.slabBytesLent()).isEqualTo(LARGE + MEDIUM);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 8_191, 8_192, 8_193, 32_768, 32_769, 65_535, 65_536, 65_537, 262_144, 262_145, 524_287,
        524_288
      })
  void shouldTakeASlabThatHoldsTheClaim(int length) {
    byte[] bytes = counted(length);
    ObjectWriter writer = live.begin("s", whole());
    append(writer, filled(1, 's'));

    append(writer, bytes);
    writer.commit();

    try (Lease lease = live.lease("s").orElseThrow()) {
      assertThat(bytes(lease, 1, length)).isEqualTo(bytes);
    }
  }

  @Test
  void shouldRefuseAClaimThatFitsNoSlab() {
    ObjectWriter writer = live.begin("s", whole());

    assertThatThrownBy(() -> writer.claim(LARGE + 1))
        .hasMessageContaining("length: 524289 (expected: 1 to 524288)");
    assertThatThrownBy(() -> writer.claim(0)).isInstanceOf(IllegalArgumentException.class);
    writer.abort();
  }

  @Test
  void shouldSayThatThePoolIsExhaustedAndGoOnWhenItIsNot() {
    ObjectWriter hog = live.begin("hog", growing(4 * LARGE));
    for (int i = 0; i < 4; i++) {
      hog.claim(LARGE);
    }
    ObjectWriter writer = live.begin("s", whole());
    assertThat(writer.claim(100)).isEqualTo(ObjectWriter.EXHAUSTED);

    hog.abort();
    append(writer, filled(100, 's'));
    writer.commit();

    assertThat(fixture.get("s")).hasSize(100);
    assertThat(counters.exhaustedClaims()).isEqualTo(1);
  }

  @Test
  void shouldUseSmallSlabsWhenNoRegionIsWhole() {
    List<ObjectWriter> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ObjectWriter writer = live.begin("w" + i, growing(LARGE));
      writer.claim(i < 3 ? LARGE : 1);
      writers.add(writer);
    }
    writers.get(3).abort();
    fixture.put("p", whole(), filled(1, 'p'));

    ObjectWriter segment = live.begin("s", growing(SEGMENT_LENGTH));
    append(segment, filled(1316, 's'));

    assertThat(segment.buffer().capacity()).isEqualTo(SMALL);
    assertThat(segment.claim(SMALL + 1)).isEqualTo(ObjectWriter.EXHAUSTED);
    segment.abort();
    writers.subList(0, 3).forEach(ObjectWriter::abort);
  }

  @Test
  void shouldSayThatAnObjectWouldBeTooLarge() {
    fixture.close();
    StoreFixture roomy = new StoreFixture(16L * LARGE);
    ObjectWriter writer = roomy.live.begin("s", growing(0));
    for (int i = 0; i < StoreFixture.MAX_OBJECT_SIZE / LARGE; i++) {
      writer.claim(LARGE);
    }

    assertThat(writer.remainingLength()).isZero();
    assertThat(writer.claim(1)).isEqualTo(ObjectWriter.TOO_LARGE);

    assertThat(writer.length()).isEqualTo(StoreFixture.MAX_OBJECT_SIZE);
    assertThat(roomy.store.counters().tooLargeClaims()).isEqualTo(1);
    writer.abort();
    roomy.close();
  }

  @Test
  void shouldKeepTheFormerObjectUntilAWholeOneIsCommitted() {
    fixture.put("p", whole(), filled(1, 'a'));
    ObjectWriter writer = live.begin("p", whole());
    append(writer, filled(1, 'b'));
    writer.publish();
    byte[] before = fixture.get("p");

    writer.commit();

    assertThat(before).isEqualTo(filled(1, 'a'));
    assertThat(fixture.get("p")).isEqualTo(filled(1, 'b'));
  }

  @Test
  void shouldFreeTheFormerObjectWhenItsLastLeaseIsClosed() {
    fixture.put("p", whole(), filled(1, 'a'));
    Lease lease = live.lease("p").orElseThrow();

    fixture.put("p", whole(), filled(1, 'b'));

    assertThat(bytes(lease)).isEqualTo(filled(1, 'a'));
    assertThat(counters.slabBytesLent()).isEqualTo(2L * SMALL);
    lease.close();
    assertThat(counters.slabBytesLent()).isEqualTo(SMALL);
  }

  @Test
  void shouldCommitBothRepresentationsAtOnce() {
    ObjectWriter gzip = live.beginRepresentation(whole());
    append(gzip, filled(5, 'z'));
    ObjectWriter writer = live.begin("p", whole());
    append(writer, filled(9, 'i'));
    writer.commit(gzip);

    try (Lease lease = live.lease("p").orElseThrow();
        Lease zipped = lease.gzip().orElseThrow()) {
      assertThat(bytes(zipped)).isEqualTo(filled(5, 'z'));
      assertThat(zipped.etag()).isNotEqualTo(lease.etag());
      assertThat(zipped.isComplete()).isTrue();
    }
  }

  @Test
  void shouldKeepTheGzipRepresentationForItsOwnLease() {
    ObjectWriter gzip = live.beginRepresentation(whole());
    append(gzip, filled(5, 'z'));
    live.begin("p", whole()).commit(gzip);
    Lease lease = live.lease("p").orElseThrow();
    Lease zipped = lease.gzip().orElseThrow();

    lease.close();
    live.remove("p");

    assertThat(bytes(zipped)).isEqualTo(filled(5, 'z'));
    zipped.close();
    assertThat(counters.slabBytesLent()).isZero();
  }

  @Test
  void shouldHaveNoGzipRepresentationUnlessOneWasCommitted() {
    fixture.put("p", whole(), filled(1, 'a'));

    try (Lease lease = live.lease("p").orElseThrow()) {
      assertThat(lease.gzip()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void shouldRefuseToMixUpObjectsAndRepresentations() {
    ObjectWriter object = live.begin("p", whole());
    ObjectWriter representation = live.beginRepresentation(whole());

    assertThatThrownBy(() -> object.commit(object)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(representation::commit).isInstanceOf(IllegalStateException.class);

    representation.abort();
    object.abort();
  }

  @Test
  void shouldRefuseEverythingAfterTheEnd() {
    ObjectWriter writer = live.begin("p", whole());
    writer.commit();

    assertThatThrownBy(() -> writer.claim(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::publish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(writer::abort).isInstanceOf(IllegalStateException.class);
    assertThat(writer.buffer().capacity()).isZero();
  }

  @Test
  void shouldCountTheBytesOfObjectsThatEnded() {
    fixture.put("p", whole(), filled(10, 'a'));
    ObjectWriter aborted = live.begin("q", whole());
    aborted.claim(5);
    aborted.abort();

    assertThat(counters.bytesWritten()).isEqualTo(15);
  }
}
