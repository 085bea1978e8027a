package dev.sluice.origin.tier;

/**
 * What a tier holds of a namespace.
 *
 * @param objects objects that can be asked for
 * @param bytes bytes that they take there
 */
public record ColdUsage(long objects, long bytes) {
  /** Nothing. */
  public static final ColdUsage NONE = new ColdUsage(0, 0);
}
