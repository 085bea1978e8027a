package dev.sluice.origin.tier;

/**
 * An object as a tier lists it.
 *
 * @param namespace without a slash
 * @param key within the namespace
 * @param length bytes of the object
 * @param lastModifiedEpochMs wall clock of its last change
 * @param expiryEpochMs wall clock from which on it is no more
 */
public record ColdEntry(
    String namespace, String key, long length, long lastModifiedEpochMs, long expiryEpochMs) {}
