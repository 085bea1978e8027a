package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Makes a body of a known length piece by piece, as the reader takes it.
 *
 * <p>Used on the event loop of its connection.
 */
public interface BodySource {
  /**
   * Returns the next bytes, which the caller releases; or nothing if they are not there yet.
   *
   * @param maxLength most bytes, at least 1
   * @param onReadable to be run on the event loop, later and once, if nothing is returned
   */
  Optional<ByteBuf> next(int maxLength, Runnable onReadable);

  /** Returns whether there will be no more bytes although the body is not whole. */
  boolean isFailed();

  /** Lets go of what it holds. */
  void close();
}
