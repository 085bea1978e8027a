/**
 * What is live: the window of segments that a rendition lists, and the live edge that readers wait for.
 *
 * <p>Owns the retention rule: a segment stays fetchable for as long as any playlist that named it may be in use.
 */
package dev.sluice.origin.live;
