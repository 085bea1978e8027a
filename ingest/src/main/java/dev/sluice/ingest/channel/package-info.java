/**
 * Channels: who may publish, takeover, resume, repair of times.
 *
 * <p>The same for every listener: it hands in a request to publish and gets a publication to feed. Owns the life of a
 * channel and decides when a stream starts; knows no protocol, and of the packager only its door.
 */
package dev.sluice.ingest.channel;
