package dev.sluice.origin.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveEdgeTest {
  private final LiveEdge edge = new LiveEdge();

  @Test
  void shouldHaveReachedNothingAtFirst() {
    assertThat(edge.getAcquire()).isEqualTo(LiveEdge.NONE);
    assertThat(edge.hasReached(0, 0)).isFalse();
    assertThat(LiveEdge.mediaSequence(LiveEdge.NONE)).isEqualTo(-1);
  }

  @Test
  void shouldReachAWholeSegmentAfterAllItsParts() {
    edge.publish(7, 0);
    edge.publish(7, 1);
    boolean wasWhole = edge.hasReached(7, LiveEdge.WHOLE_SEGMENT);

    edge.publish(7, LiveEdge.WHOLE_SEGMENT);

    assertThat(wasWhole).isFalse();
    assertThat(edge.hasReached(7, LiveEdge.WHOLE_SEGMENT)).isTrue();
    assertThat(edge.hasReached(7, 1)).isTrue();
    assertThat(edge.hasReached(8, 0)).isFalse();
  }

  @Test
  void shouldReachAPartBehindTheLastOneWithTheNextSegment() {
    edge.publish(7, 0);
    edge.publish(7, 1);
    edge.publish(7, LiveEdge.WHOLE_SEGMENT);
    boolean wasReached = edge.hasReached(7, 2);

    edge.publish(8, 0);

    assertThat(wasReached).isFalse();
    assertThat(edge.hasReached(7, 2)).isTrue();
    assertThat(edge.hasReached(7, LiveEdge.MAX_PART_INDEX)).isTrue();
  }

  @Test
  void shouldReachNoPartWithASegmentThatHasNone() {
    edge.publish(6, 4);
    edge.publish(7, LiveEdge.WHOLE_SEGMENT);

    assertThat(edge.hasReached(7, 0)).isFalse();
    assertThat(edge.hasReached(6, 9)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, -1", "1700000000, 3", "140737488355327, 65534", "140737488355327, -1"})
  void shouldPackAPositionWithoutLoss(long mediaSequence, int partIndex) {
    edge.publish(mediaSequence, partIndex);

    assertThat(LiveEdge.mediaSequence(edge.getAcquire())).isEqualTo(mediaSequence);
    assertThat(LiveEdge.partIndex(edge.getAcquire())).isEqualTo(partIndex);
  }

  @Test
  void shouldRefuseToGoBack() {
    edge.publish(7, LiveEdge.WHOLE_SEGMENT);

    assertThatThrownBy(() -> edge.publish(7, 3)).hasMessage("position: 7.3 (expected: after 7.-1)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, LiveEdge.MAX_MEDIA_SEQUENCE + 1})
  void shouldRefuseMediaSequencesOutOfRange(long mediaSequence) {
    assertThatThrownBy(() -> edge.publish(mediaSequence, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, LiveEdge.MAX_PART_INDEX + 1})
  void shouldRefusePartIndexesOutOfRange(int partIndex) {
    assertThatThrownBy(() -> edge.publish(1, partIndex))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
