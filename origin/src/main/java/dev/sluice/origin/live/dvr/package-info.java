/**
 * The DVR window: what a channel has recorded, as playlists that reach back far beyond the live window, and the clips that
 * are cut from it.
 *
 * <p>Owns the lists, their text and how long what they name is kept, in this process and the next ones; the segments
 * themselves belong to the store.
 */
package dev.sluice.origin.live.dvr;
