package dev.sluice.origin.http.semantics;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the path out of a request target (RFC 9112 §3.2) and decodes it (RFC 3986 §2.1).
 *
 * <p>The query is cut off here, so that nothing behind this class can log it or make it part of a key. A path that could
 * mean something else to another server is refused, also when it is encoded: {@code .} and {@code ..} segments, control
 * characters, escapes that are cut short or are no UTF-8.
 */
public final class RequestTarget {
  private static final int NONE = -1;

  private RequestTarget() {}

  /** Returns the decoded path, beginning with a slash and without the query, or nothing if the target is malformed. */
  public static Optional<String> path(String target) {
    int start = pathOffset(target);
    if (start == NONE) {
      return Optional.empty();
    }
    int query = target.indexOf('?', start);
    String raw = target.substring(start, query == NONE ? target.length() : query);
    String path = raw.indexOf('%') == NONE ? raw : decode(raw);
    return path != null && isVisible(raw) && isClean(path) ? Optional.of(path) : Optional.empty();
  }

  /**
   * Returns the first value of a query parameter as it was sent, or nothing if there is none of the name.
   *
   * @param name of characters that need no escape
   */
  public static Optional<String> parameter(String target, String name) {
    List<String> values = parameters(target, name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /** Returns all values of a query parameter as {@link #parameter} returns the first. */
  public static List<String> parameters(String target, String name) {
    List<String> values = List.of();
    int start = target.indexOf('?');
    while (start != NONE) {
      int next = target.indexOf('&', start + 1);
      int valueStart = start + 1 + name.length();
      if (target.startsWith(name, start + 1)
          && valueStart < target.length()
          && target.charAt(valueStart) == '=') {
        values = values.isEmpty() ? new ArrayList<>() : values;
        values.add(target.substring(valueStart + 1, next == NONE ? target.length() : next));
      }
      start = next;
    }
    return values;
  }

  /** Returns text without its escapes, or nothing if it is malformed or what comes out is no UTF-8. */
  public static Optional<String> decoded(String raw) {
    return Optional.ofNullable(isVisible(raw) ? decode(raw) : null);
  }

  /** Returns whether a decoded path means the same to everybody: no control character, no dot segment. */
  public static boolean isClean(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (Character.isISOControl(c) || c == '/' && isDotSegment(path, i + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Returns where the path starts; an absolute-form target is as good as its path (RFC 9112 §3.2.2). */
  private static int pathOffset(String target) {
    if (target.startsWith("/")) {
      return 0;
    }
    int authority = target.startsWith("http://") || target.startsWith("https://")
        ? target.indexOf("//") + 2
        : NONE;
    return authority == NONE ? NONE : target.indexOf('/', authority);
  }

  /** Returns whether all characters of the undecoded path may stand in a URI: visible ASCII and no fragment. */
  private static boolean isVisible(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  private static boolean isDotSegment(String path, int start) {
    int slash = path.indexOf('/', start);
    int end = slash == NONE ? path.length() : slash;
    return switch (end - start) {
      case 1 -> path.charAt(start) == '.';
      case 2 -> path.charAt(start) == '.' && path.charAt(start + 1) == '.';
      default -> false;
    };
  }

  /** Returns the decoded text, or null if an escape is cut short, is no hexadecimal number, or the bytes are no UTF-8. */
  private static String decode(String raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      if (i + 2 > raw.length() - 1) {
        return null;
      }
      int high = Character.digit(raw.charAt(++i), 16);
      int low = Character.digit(raw.charAt(++i), 16);
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.put((byte) (high << 4 | low));
    }
    return utf8(bytes.flip()).orElse(null);
  }

  /** Returns bytes as text, or nothing if they are no UTF-8. */
  public static Optional<String> utf8(ByteBuffer bytes) {
    try {
      CharBuffer text = StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes);
      return Optional.of(text.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
