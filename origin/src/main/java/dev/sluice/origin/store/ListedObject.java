package dev.sluice.origin.store;

/**
 * One object of a listing.
 *
 * @param length bytes that are readable
 * @param lastModifiedEpochMs wall clock of its commit, or of its beginning while it grows
 * @param remainingTtlMs milliseconds until its lifetime is over, or {@link ObjectSpec#PINNED}
 * @param isCold whether it is in the cold tier only
 */
public record ListedObject(
    String key, long length, long lastModifiedEpochMs, long remainingTtlMs, boolean isCold) {}
