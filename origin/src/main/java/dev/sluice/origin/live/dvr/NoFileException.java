package dev.sluice.origin.live.dvr;

/** Says why a stretch of a recording cannot be one file. */
public final class NoFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  NoFileException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  /** Returns why. */
  public Reason reason() {
    return reason;
  }

  /** What may be in the way. */
  public enum Reason {
    /** There is no segment of that time, or no such rendition. */
    NOTHING,
    /** What is recorded is no CMAF. */
    NO_TRACK_FILES,
    /** Formats or times change within it. */
    DISCONTINUOUS,
    /** Some of it is not held, or never came. */
    GONE,
    /** It has more than {@link RecordedFile#MAX_SEGMENT_COUNT} segments. */
    TOO_LONG
  }
}
