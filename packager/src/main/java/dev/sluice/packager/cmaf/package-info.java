/**
 * The CMAF muxer (ISO/IEC 23000-19, 14496-12), which writes each byte once, into the slab it is served from.
 *
 * <p>Owns what goes on from one chunk of a track to the next: decode times, sequence numbers. Knows access units, formats
 * and the object that takes them; nothing of where segments and parts are cut, of playlists or of threads. The door is
 * {@link dev.sluice.packager.cmaf.CmafMuxer}; another coding is another {@code CodecBinding}.
 *
 * <p>Tracks have no edit list. Access units come with the times at which they are to be seen and heard, the priming of an
 * AAC encoder included, and composition times are those times in every track. An edit would move one track against the
 * other, and a viewer of a live stream joins long after the frames that it would trim.
 */
package dev.sluice.packager.cmaf;
