/**
 * Where objects go that leave memory before their time: a tier that is slower and larger.
 *
 * <p>Owns the files of the tier and the one thread that reads and writes them. Knows keys, lengths and times of objects;
 * what else belongs to an object are bytes that it keeps and gives back. Knows nothing of the store, of HTTP or of media.
 */
package dev.sluice.origin.tier;
