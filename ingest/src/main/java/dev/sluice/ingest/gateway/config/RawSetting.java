package dev.sluice.ingest.gateway.config;

/**
 * The text of a setting and where it came from.
 *
 * @param source {@code FILE:LINE:COLUMN}, the name of an environment variable, or {@link #DEFAULT}
 */
record RawSetting(String text, String source) {
  static final String DEFAULT = "default";
}
