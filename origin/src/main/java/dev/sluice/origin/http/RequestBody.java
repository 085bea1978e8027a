package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;

/**
 * The body of the request at hand, on its way to a sink or to nowhere.
 *
 * <p>Event loop of its connection only.
 */
final class RequestBody {
  /** Most bytes of a body that are read only to be thrown away. */
  static final int MAX_DISCARDED_LENGTH = 64 * 1024;

  private BodySink sink; // null if there is none
  private boolean isOpen;
  private boolean isPaused;
  private long length;
  private int discardedLength;

  /** Expects the body of the next request. */
  void begin() {
    isOpen = true;
    length = 0;
    discardedLength = 0;
  }

  /** Gives the body to a sink. */
  void receive(BodySink target) {
    sink = target;
  }

  /**
   * Takes the next bytes.
   *
   * @return whether it is not too much that nobody wants
   */
  boolean onBytes(ByteBuf bytes, boolean isLast) {
    length += bytes.readableBytes();
    isOpen = !isLast;
    if (sink == null) {
      discardedLength += bytes.readableBytes();
    } else if (bytes.isReadable()) {
      sink.onBytes(bytes);
    }
    endIfOver();
    return discardedLength <= MAX_DISCARDED_LENGTH;
  }

  void pause() {
    isPaused = true;
  }

  void resume() {
    isPaused = false;
    endIfOver();
  }

  /** Notes that the exchange has been answered. */
  void onAnswered() {
    sink = null;
    isPaused = false;
  }

  /** Notes that the rest will not come. */
  void abort() {
    if (sink != null) {
      BodySink aborted = sink;
      sink = null;
      aborted.onAborted();
    }
  }

  /** Returns whether its end has not been seen. */
  boolean isOpen() {
    return isOpen;
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Returns whether there is a sink. */
  boolean isWanted() {
    return sink != null;
  }

  /** Returns whether a sink waits for the peer. */
  boolean isAwaited() {
    return sink != null && isOpen && !isPaused;
  }

  /** Returns how much of it has been seen. */
  long length() {
    return length;
  }

  private void endIfOver() {
    if (sink != null && !isOpen && !isPaused) {
      BodySink ended = sink;
      sink = null;
      ended.onEnd();
    }
  }
}
