/**
 * The RTMP listener (Adobe RTMP 1.0): handshake, chunk streams, AMF0, commands, FLV tags to access units.
 *
 * <p>Knows channels only by {@link dev.sluice.ingest.channel.Channels} and what it returns.
 */
package dev.sluice.ingest.rtmp;
