package dev.sluice.origin.store;

import java.util.List;
import java.util.Objects;

/**
 * What is known of an object before its first byte.
 *
 * @param contentType media type as it goes into the Content-Type header
 * @param cacheControl value of the Cache-Control header
 * @param visibility whether readers see the object while it grows
 * @param ttlMs lifetime from the commit in milliseconds, at least 1, or {@link #PINNED}
 * @param expectedLength bytes that the object will probably have, a hint for the choice of slabs; 0 if unknown
 * @param headers what else readers get back, at most {@value #MAX_HEADER_COUNT}
 */
public record ObjectSpec(
    String contentType,
    String cacheControl,
    Visibility visibility,
    long ttlMs,
    int expectedLength,
    List<ObjectHeader> headers) {
  /** Most {@link #headers()} of an object. */
  public static final int MAX_HEADER_COUNT = 16;

  /** Lifetime of an object that stays until its owner sets a time or removes it. */
  public static final long PINNED = Long.MAX_VALUE;

  private static final int HEADER_HEAP_LENGTH = 128; // without its text

  /** When readers see an object that is being written. */
  public enum Visibility {
    /** From the beginning on, at the pace of the writer: segments. */
    GROWING,
    /** Only once it is committed; until then readers see what the key held before: playlists. */
    WHOLE
  }

  /** Checks that nothing is missing and that the lifetime is positive. */
  public ObjectSpec {
    headers = List.copyOf(headers);
    Objects.requireNonNull(contentType, "contentType");
    Objects.requireNonNull(cacheControl, "cacheControl");
    Objects.requireNonNull(visibility, "visibility");
    if (ttlMs < 1) {
      throw new IllegalArgumentException("ttlMs: " + ttlMs + " (expected: >= 1)");
    }
    if (expectedLength < 0) {
      throw new IllegalArgumentException("expectedLength: " + expectedLength + " (expected: >= 0)");
    }
    if (headers.size() > MAX_HEADER_COUNT) {
      throw new IllegalArgumentException(
          "headers: " + headers.size() + " (expected: at most " + MAX_HEADER_COUNT + ")");
    }
  }

  /** Makes one without headers. */
  public ObjectSpec(
      String contentType,
      String cacheControl,
      Visibility visibility,
      long ttlMs,
      int expectedLength) {
    this(contentType, cacheControl, visibility, ttlMs, expectedLength, List.of());
  }

  /** Returns about how many bytes of the heap its text takes. */
  long heapLength() {
    long length = contentType.length() + cacheControl.length();
    for (ObjectHeader header : headers) {
      length += HEADER_HEAP_LENGTH + header.name().length() + header.value().length();
    }
    return length;
  }
}
