package dev.sluice.ingest.gateway.settings;

/** Whether publishers need a key. */
public enum AuthMode {
  /** A publisher shows a key. */
  KEYS,
  /** Anyone may publish. */
  OPEN
}
