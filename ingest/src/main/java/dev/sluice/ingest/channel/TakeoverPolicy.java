package dev.sluice.ingest.channel;

/** What becomes of a second publisher on a channel that has one. */
public enum TakeoverPolicy {
  /** It takes over if the first sends no media; otherwise it is refused. */
  STALE,
  /** It takes over at once. */
  ALWAYS,
  /** It is refused. */
  NEVER
}
