package dev.sluice.origin.store;

/** Why an object did not come back from the cold tier. */
public enum RecallMiss {
  /** There is none any more: it expired, was removed, or its copy was not whole. */
  GONE,
  /** Too many objects are asked for, or memory has no room for this one: ask again later. */
  BUSY,
  /** The disk refused to be read. */
  FAILED
}
