/** HLS playlists (RFC 8216, draft-pantos-hls-rfc8216bis): text as a pure function of an immutable snapshot. */
package dev.sluice.packager.hls;
