package dev.sluice.origin.tier;

/** Why a tier does not give an object. */
public enum ColdMiss {
  /** It has none under the key, or what it had was torn. */
  GONE,
  /** It cannot be read now, but perhaps later. */
  FAILED
}
