package dev.sluice.ingest.gateway.settings;

/** What is logged and how: section {@code log}. */
public record LogSettings(
    @Setting("info") Level level, @Setting("text") Format format) {
  /** The least severe level that is logged. */
  public enum Level {
    /** What stopped something. */
    ERROR,
    /** What a person should look at. */
    WARN,
    /** What came and went. */
    INFO,
    /** What it did meanwhile. */
    DEBUG
  }

  /** The form of a line. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }
}
