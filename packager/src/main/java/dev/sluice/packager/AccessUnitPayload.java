package dev.sluice.packager;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of one access unit, counted: whoever holds it releases it once.
 *
 * <p>Video is NAL units with length prefixes (ISO/IEC 14496-15), as long as the configuration record says; audio is one
 * raw frame without ADTS.
 */
public interface AccessUnitPayload {
  /** Points a view at the bytes; it is valid until {@link #release()}. */
  void wrapInto(UnsafeBuffer view);

  /** Returns the length in bytes, at least 1. */
  int length();

  /** Gives the bytes back. Any thread; exactly once. */
  void release();
}
