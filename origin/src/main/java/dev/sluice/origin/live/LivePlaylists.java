package dev.sluice.origin.live;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The media playlists of a namespace that readers may wait for: whoever renders them opens them and says when they change,
 * and the HTTP side finds them under the key of their object.
 *
 * <p>Any thread may call it; a look-up takes no lock.
 */
public final class LivePlaylists {
  private final ConcurrentHashMap<String, LivePlaylist> byKey = new ConcurrentHashMap<>();

  /**
   * Opens a playlist, to be {@linkplain LivePlaylist#describe described} next. If one is open under the key, it is closed:
   * those that wait for it get the playlist that the store has. Until the first publish, requests wait for any part.
   *
   * @param key of the playlist's object in the store
   */
  public LivePlaylist open(String key) {
    LivePlaylist playlist = new LivePlaylist(this, key);
    LivePlaylist former = byKey.put(key, playlist);
    if (former != null) {
      former.close();
    }
    return playlist;
  }

  /** Returns the playlist that is open under a key, if there is one. */
  public Optional<LivePlaylist> find(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  void remove(LivePlaylist playlist) {
    byKey.remove(playlist.key(), playlist);
  }
}
