package dev.sluice.origin.store;

/**
 * What a namespace holds at a moment, and what has happened in it since it was created.
 *
 * @param hotObjects objects in memory that a key leads to
 * @param hotBytes bytes that its objects take as {@link NamespaceSpec#hotCapacity()} counts them, what writers and readers
 *     still hold included
 * @param coldObjects objects in the cold tier; one that came back to memory is counted in both
 * @param coldBytes bytes that those take there
 * @param puts objects that were committed
 * @param gets leases that were taken by key
 * @param evictions objects that left memory before their time
 * @param expirations objects whose lifetime was over
 * @param fullClaims claims that were refused because nothing could be evicted
 */
public record NamespaceUsage(
    long hotObjects,
    long hotBytes,
    long coldObjects,
    long coldBytes,
    long puts,
    long gets,
    long evictions,
    long expirations,
    long fullClaims) {}
