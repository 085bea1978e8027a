package dev.sluice.origin.tier;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * Gets an object back from a tier. Called by the tier's thread only; {@link #onMissed} is called if {@link #onFound} was not,
 * or threw. Never blocks: copies make the room for what is read, and wait for the same thread.
 */
public interface ColdReader {
  /**
   * Reads the object. Its last bytes are only given if all of them are what was once copied.
   *
   * @param facts what {@link ColdSource#facts} gave
   * @param bytes {@link ColdEntry#length()} bytes, not to be read after this returns
   * @return whether that was all; if not, there is no room for the object now, and it is read again a moment later
   * @throws IOException as {@code bytes} does
   */
  boolean onFound(ColdEntry entry, byte[] facts, ReadableByteChannel bytes) throws IOException;

  /** Learns that the object cannot be had. */
  void onMissed(ColdMiss reason);
}
