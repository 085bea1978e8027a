package dev.sluice.packager.segment;

/**
 * Chooses the duration that no part of a stream exceeds (PART-TARGET, rfc8216bis §4.4.3.7).
 *
 * <p>It is the wanted duration fitted to the frames of the stream: a whole number of pictures, such that a whole number of
 * audio frames also fills {@value #LEAST_PERCENT} % of it, which every part but the last of a segment must last. Where there
 * is no such number near, it is at least one audio frame.
 *
 * <p>All times are 90 kHz ticks; a frame duration of 0 says that there is no such track.
 */
public final class PartTarget {
  private static final long TICKS_PER_SECOND = 90_000;
  private static final long TICKS_PER_MS = 90;
  private static final int LEAST_PERCENT = 85;
  private static final int PERCENT = 100;

  private PartTarget() {}

  /**
   * Returns the duration, a whole number of milliseconds.
   *
   * @param wanted90k the duration asked for
   * @param picture90k duration of a picture
   * @param samplesPerFrame of the audio
   * @param sampleRate of the audio in Hz, 0 without audio
   */
  public static long of(long wanted90k, long picture90k, int samplesPerFrame, int sampleRate) {
    if (picture90k == 0) {
      return sampleRate == 0 ? wanted90k : ofAudio(wanted90k, samplesPerFrame, sampleRate);
    }
    int pictures = count(wanted90k, picture90k);
    long first90k = wholeMs(pictures * picture90k);
    long target90k = first90k;
    while (target90k <= 2 * first90k && !isFilled(target90k, samplesPerFrame, sampleRate)) {
      pictures++;
      target90k = wholeMs(pictures * picture90k);
    }
    return isFilled(target90k, samplesPerFrame, sampleRate)
        ? target90k
        : Math.max(first90k, ofOneFrame(picture90k, samplesPerFrame, sampleRate));
  }

  /** Returns how many audio frames a part holds, at least 1. */
  public static int framesOf(long target90k, int samplesPerFrame, int sampleRate) {
    return (int) Math.max(1, target90k * sampleRate / (samplesPerFrame * TICKS_PER_SECOND));
  }

  /** Returns what every part lasts that is not the last of its segment. */
  static long least90k(long target90k) {
    return (target90k * LEAST_PERCENT + PERCENT - 1) / PERCENT;
  }

  private static long ofAudio(long wanted90k, int samplesPerFrame, int sampleRate) {
    long ticksPerFrame = samplesPerFrame * TICKS_PER_SECOND;
    int frames = count(wanted90k * sampleRate, ticksPerFrame);
    return wholeMs((frames * ticksPerFrame + sampleRate - 1) / sampleRate);
  }

  /** Returns the least whole number of pictures that lasts a frame of audio. */
  private static long ofOneFrame(long picture90k, int samplesPerFrame, int sampleRate) {
    long scaledPicture = picture90k * sampleRate;
    long pictures = (samplesPerFrame * TICKS_PER_SECOND + scaledPicture - 1) / scaledPicture;
    return wholeMs(pictures * picture90k);
  }

  private static boolean isFilled(long target90k, int samplesPerFrame, int sampleRate) {
    if (sampleRate == 0) {
      return true;
    }
    long filled =
        framesOf(target90k, samplesPerFrame, sampleRate) * (samplesPerFrame * TICKS_PER_SECOND);
    return filled <= target90k * sampleRate
        && filled * PERCENT >= target90k * sampleRate * LEAST_PERCENT;
  }

  private static int count(long whole, long unit) {
    return (int) Math.max(1, (whole + unit / 2) / unit);
  }

  private static long wholeMs(long duration90k) {
    return (duration90k + TICKS_PER_MS - 1) / TICKS_PER_MS * TICKS_PER_MS;
  }
}
