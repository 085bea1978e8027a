package dev.sluice.origin.live.dvr;

/**
 * Keeps the segments of a recording.
 *
 * @param leftMs how long the recording will be there, 0 if it goes on
 */
record SegmentKeeper(Recordings recordings, Recording recording, long leftMs)
    implements RecordedPlaylist.Keeper {
  @Override
  public boolean keep(String segment, String map) {
    boolean isKept = recordings.keep(
        recording.key(segment), mapKey(map), leftMs == 0 ? 0 : leftMs + Recordings.GRACE_MS);
    if (isKept) {
      recordings.preserveAgain(recording.key(segment), mapKey(map), copyTtlMs());
    }
    return isKept;
  }

  @Override
  public boolean preserve(String segment, String map) {
    return recordings.preserve(recording.key(segment), mapKey(map), copyTtlMs());
  }

  @Override
  public boolean isLasting() {
    return recordings.hasColdTier();
  }

  private long copyTtlMs() {
    return (leftMs == 0 ? recording.lengthMs() : leftMs) + Recordings.COPY_GRACE_MS;
  }

  private String mapKey(String map) {
    return map.isEmpty() ? "" : recording.key(map);
  }
}
