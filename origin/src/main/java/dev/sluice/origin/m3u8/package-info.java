/**
 * Playlists that an encoder pushed: what they list, and their text with other tokens in its URIs.
 *
 * <p>Pure functions over text. Knows neither HTTP nor the store; takes any text for a playlist and fails on none.
 */
package dev.sluice.origin.m3u8;
