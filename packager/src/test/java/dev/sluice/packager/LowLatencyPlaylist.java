package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.lindstrom.m3u8.model.MediaPlaylist;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.PartialSegment;
import io.lindstrom.m3u8.parser.MediaPlaylistParser;
import io.lindstrom.m3u8.parser.PlaylistParserException;
import java.util.List;

/** A media playlist with parts, read by an independent reader and held against what rfc8216bis asks of any. */
record LowLatencyPlaylist(MediaPlaylist media) {
  private static final double EPSILON = 0.000_002;
  private static final double FRAME = 0.034;
  private static final double LEAST_FILL = 0.85;

  static LowLatencyPlaylist parse(String text) {
    try {
      LowLatencyPlaylist playlist =
          new LowLatencyPlaylist(new MediaPlaylistParser().readPlaylist(text));
      playlist.check();
      return playlist;
    } catch (PlaylistParserException e) {
      throw new AssertionError(text, e);
    }
  }

  double partTarget() {
    return media.partialSegmentInformation().orElseThrow().partTargetDuration();
  }

  long lastSequence() {
    return media.mediaSequence() + media.mediaSegments().size() - 1;
  }

  /** Returns the parts of the segment that grows. */
  List<PartialSegment> growing() {
    return media.partialSegments();
  }

  private void check() {
    for (MediaSegment segment : media.mediaSegments()) {
      assertThat(Math.round(segment.duration())).isLessThanOrEqualTo(media.targetDuration());
      checkParts(segment.partialSegments(), segment.uri());
      if (!segment.partialSegments().isEmpty()) {
        double sum = segment.partialSegments().stream()
            .mapToDouble(PartialSegment::duration)
            .sum();
        assertThat(Math.abs(sum - segment.duration())).as(segment.uri()).isLessThan(FRAME);
        assertThat(segment.partialSegments().get(0).independent()).isTrue();
      }
    }
    checkParts(growing(), "the growing segment");
    assertThat(media.preloadHint().isPresent()).isEqualTo(media.ongoing());
  }

  private void checkParts(List<PartialSegment> parts, String name) {
    long offset = 0;
    for (int i = 0; i < parts.size(); i++) {
      PartialSegment part = parts.get(i);
      assertThat(part.duration()).as(name).isLessThanOrEqualTo(partTarget() + EPSILON);
      if (i < parts.size() - 1 && !part.independent()) {
        assertThat(part.duration())
            .as(name)
            .isGreaterThanOrEqualTo(LEAST_FILL * partTarget() - EPSILON);
      }
      assertThat(part.byterange().orElseThrow().offset()).as(name).contains(offset);
      offset += part.byterange().orElseThrow().length();
    }
  }
}
