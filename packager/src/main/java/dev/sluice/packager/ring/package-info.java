/**
 * The ring of access units between the producers and a shard's thread.
 *
 * <p>The only package that names the Disruptor.
 */
package dev.sluice.packager.ring;
