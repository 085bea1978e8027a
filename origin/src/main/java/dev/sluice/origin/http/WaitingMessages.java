package dev.sluice.origin.http;

import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * What a peer has sent over HTTP/1.1 before its turn: heads of requests, which take most of the room, and pieces of bodies.
 *
 * <p>Event loop of its connection only.
 */
final class WaitingMessages {
  /** Most messages of both kinds. */
  static final int MAX_COUNT = 512;

  /** Most heads. */
  static final int MAX_HEAD_COUNT = 32;

  private static final int COUNT_HINT = 2;

  private final ArrayDeque<HttpObject> messages = new ArrayDeque<>(COUNT_HINT);
  private int headCount;

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Takes a message over, unless too many wait. */
  boolean tryAdd(HttpObject message) {
    boolean isHead = message instanceof HttpRequest;
    if (messages.size() == MAX_COUNT || isHead && headCount == MAX_HEAD_COUNT) {
      return false;
    }
    headCount += isHead ? 1 : 0;
    return messages.add(message);
  }

  /** Returns the oldest, or null. */
  HttpObject peek() {
    return messages.peek();
  }

  /** Hands the oldest over. There is one. */
  HttpObject remove() {
    HttpObject message = messages.remove();
    headCount -= message instanceof HttpRequest ? 1 : 0;
    return message;
  }

  /** Releases all. */
  void clear() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    headCount = 0;
  }
}
