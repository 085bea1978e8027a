/**
 * Track files made into one file (ISO/IEC 14496-12): init segments are merged, and what says in a segment which track and
 * time it is of is rewritten in place, so that no byte moves.
 *
 * <p>Owns the arithmetic of boxes; knows no codec, and neither store nor network.
 */
package dev.sluice.origin.mp4;
