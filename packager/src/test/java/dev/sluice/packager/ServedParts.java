package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.lindstrom.m3u8.model.ByteRange;
import io.lindstrom.m3u8.model.MediaSegment;
import io.lindstrom.m3u8.model.PartialSegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parts of a channel as readers got them while their segments grew. */
final class ServedParts {
  private final CmafStream stream;
  private final Map<String, Map<Long, byte[]>> parts = new TreeMap<>(); // of a segment, by offset

  ServedParts(CmafStream stream) {
    this.stream = stream;
  }

  /** Reads the parts that a playlist has listed since the last call. */
  void fetch(String playlist) {
    if (stream.has(playlist)) {
      LowLatencyPlaylist listed = stream.playlist(playlist);
      Stream.concat(
              listed.media().mediaSegments().stream()
                  .map(MediaSegment::partialSegments)
                  .flatMap(List::stream),
              listed.growing().stream())
          .forEach(this::fetch);
    }
  }

  /** Returns the parts of a segment, in order; together they are the segment. */
  List<byte[]> of(String segment) {
    List<byte[]> found = List.copyOf(parts.get(segment).values());
    byte[] whole = stream.bytes(segment);
    int offset = 0;
    for (byte[] part : found) {
      int end = offset + part.length;
      assertThat(Arrays.equals(part, 0, part.length, whole, offset, Math.min(end, whole.length)))
          .as("%s from %d on", segment, offset)
          .isTrue();
      offset = end;
    }
    assertThat(offset).as(segment).isEqualTo(whole.length);
    return found;
  }

  private void fetch(PartialSegment part) {
    ByteRange range = part.byterange().orElseThrow();
    long offset = range.offset().orElseThrow();
    parts
        .computeIfAbsent(part.uri(), uri -> new TreeMap<>())
        .computeIfAbsent(offset, key -> stream.bytes(part.uri(), key, range.length()));
  }
}
