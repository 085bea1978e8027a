/**
 * What the data directory keeps for those who prove who they are: secrets, and the list of keys that were made.
 *
 * <p>Owns these files: their mode, their locks, and that each is replaced whole. Knows no network and decides nothing.
 */
package dev.sluice.origin.auth.key;
