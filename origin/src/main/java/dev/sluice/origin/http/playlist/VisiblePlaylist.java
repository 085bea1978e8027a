package dev.sluice.origin.http.playlist;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistUri;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What is remembered of the version of a playlist that readers see. Its times are monotonic: a step of the wall clock ends no
 * channel.
 *
 * @param endSequence media sequence number behind its last segment
 * @param lastUri the last URI that it lists, empty if none
 * @param targetDurationMs or {@link PlaylistScan#UNKNOWN}
 * @param isLive whether it is a media playlist without an end
 * @param playlists keys of those that it pins, if it is a multivariant playlist; else empty
 * @param advancedNs when its last segment became visible
 * @param putNs when the version itself did
 */
record VisiblePlaylist(
    long endSequence,
    String lastUri,
    long targetDurationMs,
    boolean isLive,
    Set<String> playlists,
    long advancedNs,
    long putNs) {
  private static final int STALE_TARGET_DURATIONS = 3;
  private static final int ABANDONED_TARGET_DURATIONS = 10;
  private static final long ABANDONED_MIN_MS = 60_000;

  static VisiblePlaylist of(String text, PlaylistScan scan, Set<String> playlists, long nowNs) {
    List<PlaylistUri> uris = scan.uris();
    return new VisiblePlaylist(
        scan.endSequence(),
        uris.isEmpty() ? "" : uris.get(uris.size() - 1).in(text),
        scan.targetDurationMs(),
        scan.isPlaylist()
            && !scan.isMultivariant()
            && !scan.isEnded()
            && scan.targetDurationMs() != PlaylistScan.UNKNOWN,
        playlists,
        nowNs,
        nowNs);
  }

  /** Returns this version as the one that follows another: it has advanced if its end is another one. */
  VisiblePlaylist after(VisiblePlaylist former) {
    return former != null && former.endSequence == endSequence && former.lastUri.equals(lastUri)
        ? new VisiblePlaylist(
            endSequence, lastUri, targetDurationMs, isLive, playlists, former.advancedNs, putNs)
        : this;
  }

  /** Returns for how long it has not advanced, or 0 if that is no longer than a live playlist may take. */
  long staleMs(long nowNs) {
    long sinceMs = millis(nowNs - advancedNs);
    return isLive && sinceMs >= STALE_TARGET_DURATIONS * targetDurationMs ? sinceMs : 0;
  }

  /** Returns whether it has ended because it no longer advances. */
  boolean isEnded(PlaylistEnd end, long nowNs) {
    return isLive && millis(nowNs - advancedNs) >= endMs(end);
  }

  /** Returns how long after it was put it ends, or 0 if it had ended by then. */
  long endAfterPutMs(PlaylistEnd end) {
    return Math.max(0, endMs(end) - millis(putNs - advancedNs));
  }

  /** Returns whether it has ended for so long that nobody is to see it. */
  boolean isGone(PlaylistEnd end, long nowNs) {
    return isLive && millis(nowNs - advancedNs) >= endMs(end) + end.retentionMs();
  }

  /**
   * Returns whether its encoder has gone, or has no reason to put it again. A live one is known until it would be gone even
   * if it had advanced when it was put last, so that it does not come back.
   */
  boolean isAbandoned(PlaylistEnd end, long nowNs) {
    long knownMs = isLive ? endMs(end) + end.retentionMs() : 0;
    return millis(nowNs - putNs)
        >= Math.max(
            knownMs, Math.max(ABANDONED_MIN_MS, ABANDONED_TARGET_DURATIONS * targetDurationMs));
  }

  private long endMs(PlaylistEnd end) {
    return STALE_TARGET_DURATIONS * targetDurationMs + end.resumeWindowMs();
  }

  private static long millis(long ns) {
    return TimeUnit.NANOSECONDS.toMillis(ns);
  }
}
