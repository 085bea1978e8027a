package dev.sluice.origin.live;

/**
 * One version of a playlist, to be rendered and put into the store when somebody asks for it: most versions of most
 * playlists have no reader.
 *
 * <p>Immutable. Each method is called at most once, by the thread that asks first.
 */
public interface PlaylistRendering {
  /** Replaces the playlist in the store; returns false if there is no room, so that the former version stays. */
  boolean storeWhole();

  /** Replaces the delta update in the store; returns false if nothing can be skipped, or there is no room. */
  boolean storeDelta();
}
