package dev.sluice.origin.http.h2;

import dev.sluice.origin.Checks;

/**
 * Limits of HTTP/2 connections. A peer that goes past one is told ENHANCE_YOUR_CALM or REFUSED_STREAM (RFC 9113 §7).
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>maxStreams</td><td>streams a connection</td><td>{@value #MAX_STREAMS_DEFAULT}</td><td>1 to 10,000</td></tr>
 * <tr><td>windowLength</td><td>bytes a stream</td><td>{@value #WINDOW_LENGTH_DEFAULT}</td><td>64 KiB - 1 to 16 MiB</td></tr>
 * <tr><td>maxResets</td><td>streams in {@value #RESET_WINDOW_SECONDS} s</td><td>{@value #MAX_RESETS_DEFAULT}</td><td>1 to 100,000</td></tr>
 * <tr><td>maxContinuations</td><td>small frames a head</td><td>{@value #MAX_CONTINUATIONS_DEFAULT}</td><td>1 to 1,000</td></tr>
 * <tr><td>maxControlFrames</td><td>frames that wait to be sent</td><td>{@value #MAX_CONTROL_FRAMES_DEFAULT}</td><td>10 to 100,000</td></tr>
 * </table>
 */
public final class Http2Context {
  /** Default of {@link #maxStreams()}. */
  public static final int MAX_STREAMS_DEFAULT = 100;
  /** Default of {@link #windowLength()}. */
  public static final int WINDOW_LENGTH_DEFAULT = 256 * 1024;
  /** Default of {@link #maxResets()}. */
  public static final int MAX_RESETS_DEFAULT = 200;
  /** Default of {@link #maxContinuations()}. */
  public static final int MAX_CONTINUATIONS_DEFAULT = 16;
  /** Default of {@link #maxControlFrames()}. */
  public static final int MAX_CONTROL_FRAMES_DEFAULT = 1_000;
  /** Over how many seconds resets are counted. */
  public static final int RESET_WINDOW_SECONDS = 30;

  private static final int MAX_STREAMS_MAX = 10_000;
  private static final int WINDOW_LENGTH_MIN = 65_535; // RFC 9113 §6.9.2
  private static final int WINDOW_LENGTH_MAX = 1 << 24;
  private static final int MAX_RESETS_MAX = 100_000;
  private static final int MAX_CONTINUATIONS_MAX = 1_000;
  private static final int MAX_CONTROL_FRAMES_MIN = 10;
  private static final int MAX_CONTROL_FRAMES_MAX = 100_000;

  private int maxStreams = MAX_STREAMS_DEFAULT;
  private int windowLength = WINDOW_LENGTH_DEFAULT;
  private int maxResets = MAX_RESETS_DEFAULT;
  private int maxContinuations = MAX_CONTINUATIONS_DEFAULT;
  private int maxControlFrames = MAX_CONTROL_FRAMES_DEFAULT;
  private boolean isConcluded;

  /** Sets how many requests a connection may have under way; more are refused. */
  public Http2Context maxStreams(int value) {
    Checks.notConcluded(isConcluded);
    maxStreams = value;
    return this;
  }

  /** Returns how many requests a connection may have under way. */
  public int maxStreams() {
    return maxStreams;
  }

  /** Sets how many bytes of a body a peer may send ahead; a connection as a whole may send about twice that. */
  public Http2Context windowLength(int bytes) {
    Checks.notConcluded(isConcluded);
    windowLength = bytes;
    return this;
  }

  /** Returns how many bytes of a body a peer may send ahead. */
  public int windowLength() {
    return windowLength;
  }

  /**
   * Sets how many streams a peer may reset, or make the server reset, within {@value #RESET_WINDOW_SECONDS} s; the
   * connection ends then.
   */
  public Http2Context maxResets(int value) {
    Checks.notConcluded(isConcluded);
    maxResets = value;
    return this;
  }

  /** Returns how many streams a peer may reset, or make the server reset. */
  public int maxResets() {
    return maxResets;
  }

  /** Sets in how many frames under 8 KiB a head may go on behind its first; the connection ends then. */
  public Http2Context maxContinuations(int value) {
    Checks.notConcluded(isConcluded);
    maxContinuations = value;
    return this;
  }

  /** Returns in how many small frames a head may go on. */
  public int maxContinuations() {
    return maxContinuations;
  }

  /** Sets how many answers to pings and settings may wait for a peer that does not read; the connection ends then. */
  public Http2Context maxControlFrames(int value) {
    Checks.notConcluded(isConcluded);
    maxControlFrames = value;
    return this;
  }

  /** Returns how many answers to pings and settings may wait. */
  public int maxControlFrames() {
    return maxControlFrames;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Http2Context conclude() {
    Checks.range(maxStreams, 1, MAX_STREAMS_MAX, "h2.max_streams");
    Checks.range(windowLength, WINDOW_LENGTH_MIN, WINDOW_LENGTH_MAX, "h2.window");
    Checks.range(maxResets, 1, MAX_RESETS_MAX, "h2.max_resets");
    Checks.range(maxContinuations, 1, MAX_CONTINUATIONS_MAX, "h2.max_continuations");
    Checks.range(
        maxControlFrames, MAX_CONTROL_FRAMES_MIN, MAX_CONTROL_FRAMES_MAX, "h2.max_control_frames");
    isConcluded = true;
    return this;
  }
}
