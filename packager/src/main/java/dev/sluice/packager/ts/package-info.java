/**
 * The MPEG transport stream muxer (ISO/IEC 13818-1), which writes each byte once, into the slab it is served from.
 *
 * <p>Owns what goes on from one segment of a rendition to the next: continuity counters, the version of the program map,
 * the clock. Knows access units, formats and the object that takes them; nothing of where segments are cut, of playlists
 * or of threads. The door is {@link dev.sluice.packager.ts.TsMuxer}.
 */
package dev.sluice.packager.ts;
