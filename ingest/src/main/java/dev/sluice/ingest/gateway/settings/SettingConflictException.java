package dev.sluice.ingest.gateway.settings;

/** Two settings of a section, each in its range, do not go together. */
public final class SettingConflictException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * Names one of the two.
   *
   * @param key within the section
   * @param expected what was expected of it
   */
  public SettingConflictException(String key, String expected) {
    super(expected);
    this.key = key;
  }

  /** Returns the key within the section. */
  public String key() {
    return key;
  }
}
