package dev.sluice.origin.auth.token;

import java.util.Optional;

/**
 * What a token reaches: a namespace, and in it what lies under a prefix.
 *
 * <p>A prefix ends where a name of a path ends: {@code cam} covers the channel {@code cam} and the object
 * {@code cam/playlist.m3u8}, but neither {@code cam2} nor {@code camera/x}.
 *
 * @param namespace empty for all
 * @param prefix without a slash at its ends; empty for every key
 */
public record Scope(String namespace, String prefix) {
  /** Reaches everything. */
  public static final Scope ALL = new Scope("", "");

  /** Longest namespace in characters. */
  public static final int NAMESPACE_LENGTH_MAX = 64;

  /** Longest prefix in characters. */
  public static final int PREFIX_LENGTH_MAX = 512;

  private static final char SLASH = '/';

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one is too long, holds a control character or begins or ends with a slash
   */
  public Scope {
    check(namespace, NAMESPACE_LENGTH_MAX, "namespace");
    check(prefix, PREFIX_LENGTH_MAX, "prefix");
    if (namespace.indexOf(SLASH) >= 0) {
      throw new IllegalArgumentException("namespace: " + namespace + " (expected: no slash)");
    }
    if (!prefix.isEmpty() && (prefix.charAt(0) == SLASH || endsWithSlash(prefix))) {
      throw new IllegalArgumentException(
          "prefix: " + prefix + " (expected: a name before its first slash)");
    }
  }

  /**
   * Returns the scope of a namespace and a prefix; a slash at the end of the prefix is as good as none.
   *
   * @throws IllegalArgumentException as the constructor says
   */
  public static Scope of(String namespace, String prefix) {
    return new Scope(
        namespace,
        prefix.length() > 1 && endsWithSlash(prefix)
            ? prefix.substring(0, prefix.length() - 1)
            : prefix);
  }

  /** Returns whether a key of a namespace is in reach. */
  public boolean covers(String otherNamespace, String key) {
    return (namespace.isEmpty() || namespace.equals(otherNamespace)) && coversKey(key);
  }

  /** Returns the part of this scope that is asked for, or empty if something beyond it is. */
  public Optional<Scope> narrowed(Scope wanted) {
    Scope narrow = new Scope(
        wanted.namespace.isEmpty() ? namespace : wanted.namespace,
        wanted.prefix.isEmpty() ? prefix : wanted.prefix);
    return covers(narrow.namespace, narrow.prefix) ? Optional.of(narrow) : Optional.empty();
  }

  private boolean coversKey(String key) {
    return prefix.isEmpty()
        || (key.startsWith(prefix)
            && (key.length() == prefix.length() || key.charAt(prefix.length()) == SLASH));
  }

  private static void check(String name, int lengthMax, String what) {
    if (name.length() > lengthMax || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + ": " + name.length()
          + " characters (expected: at most " + lengthMax + ", none of them a control character)");
    }
  }

  private static boolean endsWithSlash(String prefix) {
    return prefix.charAt(prefix.length() - 1) == SLASH;
  }
}
