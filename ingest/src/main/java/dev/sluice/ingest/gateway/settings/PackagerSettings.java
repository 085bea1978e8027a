package dev.sluice.ingest.gateway.settings;

import java.time.Duration;

/** Segments and playlists: section {@code packager}. */
public record PackagerSettings(
    @Setting(value = "0", min = "0", max = "256") int threads,
    @Setting(value = "8192", min = "64", max = "1048576") int ringSize,
    @Setting(value = "2s", min = "1s", max = "10s") Duration segmentTarget,
    @Setting(value = "1s", min = "1s", max = "10s") Duration segmentMin,
    @Setting(value = "2500ms", min = "1s", max = "15s") Duration segmentMax,
    @Setting(value = "10s", min = "2s", max = "60s") Duration segmentLimit,
    @Setting(value = "10", min = "6", max = "1000") int playlistSegments,
    @Setting(value = "200ms", min = "100ms", max = "1s") Duration part,
    @Setting(value = "1h", min = "0s", max = "7d") Duration dvr) {
  /** Checks that the lengths of segments are in order and that the ring's size is a power of two. */
  public PackagerSettings {
    if (Integer.bitCount(ringSize) != 1) {
      throw new SettingConflictException("ring_size", "a power of two");
    }
    if (segmentMin.compareTo(segmentTarget) > 0) {
      throw new SettingConflictException("segment_min", "at most packager.segment_target");
    }
    if (segmentMax.compareTo(segmentTarget) <= 0) {
      throw new SettingConflictException("segment_max", "more than packager.segment_target");
    }
    if (segmentLimit.compareTo(segmentMax) < 0) {
      throw new SettingConflictException("segment_limit", "at least packager.segment_max");
    }
  }
}
