/**
 * The console: the list of channels, the player page and what they load.
 *
 * <p>The pages are static and read once; they learn of channels by {@code /api/v1/channels} and of media by its
 * playlists. Knows no channel and no store.
 */
package dev.sluice.ingest.gateway.console;
