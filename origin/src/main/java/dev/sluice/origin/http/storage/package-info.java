/**
 * The storage API: objects that encoders put and caches get, under {@code /cache/NAMESPACE/KEY} and
 * {@code /objectstore/NAMESPACE/KEY}.
 *
 * <p>Bodies go from the socket into slabs on the event loop that reads them; only playlists and manifests are collected,
 * outside the heap and up to a limit, since tokens are taken out of them before anybody can read them.
 */
package dev.sluice.origin.http.storage;
