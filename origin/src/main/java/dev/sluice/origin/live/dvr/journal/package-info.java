/**
 * Journals: what recordings list, on a disk, so that the next process lists it again.
 *
 * <p>Owns the files, their form and their names. Knows nothing of playlists, of the store or of media; used by one thread.
 */
package dev.sluice.origin.live.dvr.journal;
