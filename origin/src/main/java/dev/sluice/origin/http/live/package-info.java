/**
 * Serves the live channels: playlists at once or when the part that is asked for is there, whole or as delta updates, and all
 * else as it is in the store.
 */
package dev.sluice.origin.http.live;
