package dev.sluice.origin.http.playlist;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistUri;
import java.util.List;

/**
 * What is remembered of the version of a playlist that readers see.
 *
 * @param endSequence media sequence number behind its last segment
 * @param lastUri the last URI that it lists, empty if none
 * @param targetDurationMs or {@link PlaylistScan#UNKNOWN}
 * @param isLive whether it is a media playlist without an end
 * @param advancedEpochMs when its last segment became visible
 * @param putEpochMs when the version itself did
 */
record VisiblePlaylist(
    long endSequence,
    String lastUri,
    long targetDurationMs,
    boolean isLive,
    long advancedEpochMs,
    long putEpochMs) {
  static final long NEVER = Long.MAX_VALUE;

  private static final int STALE_TARGET_DURATIONS = 3;
  private static final int ABANDONED_TARGET_DURATIONS = 10;
  private static final long ABANDONED_MIN_MS = 60_000;

  static VisiblePlaylist of(String text, PlaylistScan scan, long epochMs) {
    List<PlaylistUri> uris = scan.uris();
    return new VisiblePlaylist(
        scan.endSequence(),
        uris.isEmpty() ? "" : uris.get(uris.size() - 1).in(text),
        scan.targetDurationMs(),
        scan.isPlaylist()
            && !scan.isMultivariant()
            && !scan.isEnded()
            && scan.targetDurationMs() != PlaylistScan.UNKNOWN,
        epochMs,
        epochMs);
  }

  /** Returns this version as the one that follows another: it has advanced if its end is another one. */
  VisiblePlaylist after(VisiblePlaylist former) {
    return former != null && former.endSequence == endSequence && former.lastUri.equals(lastUri)
        ? new VisiblePlaylist(
            endSequence, lastUri, targetDurationMs, isLive, former.advancedEpochMs, putEpochMs)
        : this;
  }

  /** Returns for how long it has not advanced, or 0 if that is no longer than a live playlist may take. */
  long staleMs(long epochMs) {
    long sinceMs = epochMs - advancedEpochMs;
    return isLive && sinceMs >= STALE_TARGET_DURATIONS * targetDurationMs ? sinceMs : 0;
  }

  /** Returns when it ends unless it advances, or {@link #NEVER} if it is not live. */
  long endEpochMs(PlaylistEnd end) {
    return isLive
        ? advancedEpochMs + STALE_TARGET_DURATIONS * targetDurationMs + end.resumeWindowMs()
        : NEVER;
  }

  /** Returns whether it has ended for so long that nobody is to see it. */
  boolean isGone(PlaylistEnd end, long epochMs) {
    return isLive && epochMs - endEpochMs(end) >= end.retentionMs();
  }

  /**
   * Returns whether its encoder has gone, or has no reason to put it again. A live one is known until it would be gone even
   * if it had advanced when it was put last, so that it does not come back.
   */
  boolean isAbandoned(PlaylistEnd end, long epochMs) {
    long knownMs = isLive ? endEpochMs(end) - advancedEpochMs + end.retentionMs() : 0;
    return epochMs - putEpochMs
        >= Math.max(
            knownMs, Math.max(ABANDONED_MIN_MS, ABANDONED_TARGET_DURATIONS * targetDurationMs));
  }
}
