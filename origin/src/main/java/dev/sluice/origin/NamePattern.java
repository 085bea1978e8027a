package dev.sluice.origin;

/** Patterns of whole names, in which {@code *} stands for any number of characters, none included. Allocates nothing. */
public final class NamePattern {
  private static final char STAR = '*';

  private NamePattern() {}

  /** Returns whether a name fits a pattern. */
  public static boolean matches(String pattern, String name) {
    return matches(pattern, name, name.length());
  }

  /** Returns whether the first {@code nameLength} characters of a text fit a pattern. */
  public static boolean matches(String pattern, String text, int nameLength) {
    int patternAt = 0;
    int nameAt = 0;
    // Of the last star, which takes one character more wherever what follows it does not fit.
    int starAt = -1;
    int starNameAt = 0;
    while (nameAt < nameLength) {
      if (isStar(pattern, patternAt)) {
        starAt = patternAt++;
        starNameAt = nameAt;
      } else if (patternAt < pattern.length() && pattern.charAt(patternAt) == text.charAt(nameAt)) {
        patternAt++;
        nameAt++;
      } else if (starAt >= 0) {
        patternAt = starAt + 1;
        nameAt = ++starNameAt;
      } else {
        return false;
      }
    }
    while (isStar(pattern, patternAt)) {
      patternAt++;
    }
    return patternAt == pattern.length();
  }

  /** Returns whether every name fits a pattern. */
  public static boolean isForAll(String pattern) {
    return !pattern.isEmpty() && pattern.chars().allMatch(c -> c == STAR);
  }

  private static boolean isStar(String pattern, int index) {
    return index < pattern.length() && pattern.charAt(index) == STAR;
  }
}
