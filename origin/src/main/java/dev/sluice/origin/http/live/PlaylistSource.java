package dev.sluice.origin.http.live;

import dev.sluice.origin.http.park.WaitSource;
import dev.sluice.origin.live.LivePlaylist;

/** A media playlist, as something to wait for. */
record PlaylistSource(LivePlaylist playlist) implements WaitSource {
  @Override
  public Object identity() {
    return playlist;
  }

  @Override
  public long maxWaitNs() {
    return playlist.maxWaitNs();
  }

  @Override
  public Runnable subscribe(Runnable listener) {
    return playlist.onChange(listener)::close;
  }
}
