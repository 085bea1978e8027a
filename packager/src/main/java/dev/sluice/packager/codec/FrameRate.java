package dev.sluice.packager.codec;

/**
 * Frames a second as a fraction.
 *
 * @param numerator 0 if unknown
 * @param denominator at least 1
 */
public record FrameRate(int numerator, int denominator) {
  /** Above the highest rate of any level, a rate is the tick of a clock and not that of the pictures. */
  private static final int MAX_VALUE = 300;

  /** The stream does not say. */
  public static final FrameRate UNKNOWN = new FrameRate(0, 1);

  /** Returns the value, 0 if unknown. */
  public double value() {
    return (double) numerator / denominator;
  }

  /** Returns a rate in its lowest terms, {@link #UNKNOWN} if it is none of pictures. */
  static FrameRate reduced(long numerator, long denominator) {
    if (numerator == 0 || denominator == 0 || numerator > MAX_VALUE * denominator) {
      return FrameRate.UNKNOWN;
    }
    long divisor = greatestCommonDivisor(numerator, denominator);
    long reducedNumerator = numerator / divisor;
    long reducedDenominator = denominator / divisor;
    if (reducedNumerator > Integer.MAX_VALUE || reducedDenominator > Integer.MAX_VALUE) {
      return FrameRate.UNKNOWN;
    }
    return new FrameRate((int) reducedNumerator, (int) reducedDenominator);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
