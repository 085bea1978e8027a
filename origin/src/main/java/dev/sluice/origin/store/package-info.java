/**
 * Objects in off-heap memory: namespaces, slabs, keys, leases, lifetimes, and the way to the cold tier and back.
 *
 * <p>Owns every byte of media that is served. Knows nothing of HTTP, playlists or codecs: an object is bytes under a
 * key with a content type, readable while it grows or only when whole.
 */
package dev.sluice.origin.store;
