/**
 * Serves the playlists that encoders pushed: only versions whose segments are there, without the encoder's token, with the
 * reader's own where the reader has one, and with a sign when they no longer advance.
 */
package dev.sluice.origin.http.playlist;
