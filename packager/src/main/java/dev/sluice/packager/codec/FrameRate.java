package dev.sluice.packager.codec;

/**
 * Frames a second as a fraction.
 *
 * @param numerator 0 if unknown
 * @param denominator at least 1
 */
public record FrameRate(int numerator, int denominator) {
  /** The stream does not say. */
  public static final FrameRate UNKNOWN = new FrameRate(0, 1);

  /** Returns the value, 0 if unknown. */
  public double value() {
    return (double) numerator / denominator;
  }
}
