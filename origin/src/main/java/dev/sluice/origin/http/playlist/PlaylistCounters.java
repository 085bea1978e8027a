package dev.sluice.origin.http.playlist;

import dev.sluice.origin.metrics.Metrics;
import java.util.concurrent.atomic.LongAdder;

/** Counts of pushed playlists, over all namespaces. */
public final class PlaylistCounters {
  final LongAdder held = new LongAdder();
  final LongAdder overdue = new LongAdder();

  /** Registers them. */
  public void registerWith(Metrics metrics) {
    metrics.counter(
        "sluice_playlist_versions_held",
        "Versions of pushed playlists that came before what they list",
        held::sum);
    metrics.counter(
        "sluice_playlist_versions_overdue",
        "Versions of pushed playlists that were shown although something they list did not come",
        overdue::sum);
  }
}
