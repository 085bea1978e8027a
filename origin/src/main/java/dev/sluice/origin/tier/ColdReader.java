package dev.sluice.origin.tier;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Gets an object back from a tier. Called by the tier's thread only; {@link #onMissed} is called if {@link #onFound} was not,
 * or threw.
 */
public interface ColdReader {
  /**
   * Reads the object. Its last bytes are only given if all of them are what was once copied.
   *
   * @param facts what {@link ColdSource#facts} gave
   * @param bytes {@link ColdEntry#length()} bytes, not to be read after this returns
   * @throws IOException as {@code bytes} does
   */
  void onFound(ColdEntry entry, byte[] facts, ReadableByteChannel bytes) throws IOException;

  /** Learns that the object cannot be had. */
  void onMissed(ColdMiss reason);
}
