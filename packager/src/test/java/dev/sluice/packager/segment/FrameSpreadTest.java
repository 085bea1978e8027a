package dev.sluice.packager.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSpreadTest {
  private static final int FRAMES_PER_PART = 9;

  @Test
  void shouldSpreadTheFramesOfASegmentEvenly() {
    assertThat(partsOf(94, 94)).containsExactly(8, 9, 9, 8, 9, 9, 9, 8, 9, 9, 7);
  }

  @ParameterizedTest
  @CsvSource({"94, 93", "94, 94", "94, 95", "94, 96", "47, 46", "47, 47", "47, 48", "117, 117"})
  void shouldLeaveNoRemainder(int expected, int actual) {
    List<Integer> parts = partsOf(expected, actual);

    assertThat(parts).allSatisfy(frames -> assertThat(frames).isBetween(6, FRAMES_PER_PART));
  }

  @Test
  void shouldKeepTheLastPartOpenUntilAFrameFollows() {
    FrameSpread spread = new FrameSpread(FRAMES_PER_PART);
    spread.begin(FRAMES_PER_PART - 2);

    assertThat(spread.endsWith(0, FRAMES_PER_PART)).isFalse();
    assertThat(spread.isFull(FRAMES_PER_PART)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 94", "47, 94", "94, 200", "94, 30"})
  void shouldNeverExceedAPartWhateverComes(int expected, int actual) {
    assertThat(partsOf(expected, actual))
        .allSatisfy(frames -> assertThat(frames).isBetween(1, FRAMES_PER_PART));
  }

  /** Returns the lengths of the parts of a segment. */
  private static List<Integer> partsOf(int expectedFrameCount, int frameCount) {
    FrameSpread spread = new FrameSpread(FRAMES_PER_PART);
    spread.begin(expectedFrameCount);
    List<Integer> parts = new ArrayList<>();
    int partFrames = 0;
    for (int frame = 1; frame <= frameCount; frame++) {
      if (spread.isFull(partFrames)) {
        parts.add(partFrames);
        partFrames = 0;
      }
      partFrames++;
      if (spread.endsWith(parts.size(), frame)) {
        parts.add(partFrames);
        partFrames = 0;
      }
    }
    if (partFrames > 0) {
      parts.add(partFrames);
    }
    return parts;
  }
}
