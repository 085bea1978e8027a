package dev.sluice.origin.http.semantics;

import java.util.List;
import java.util.OptionalLong;

/** Decides conditional requests (RFC 9110 §13). Our own entity tags are strong. */
public final class Preconditions {
  private static final String WEAK_PREFIX = "W/";

  private Preconditions() {}

  /**
   * Returns whether the reader's copy is still good, so that the answer is 304. By date alone it is if the date is the very
   * one: an object that was changed when the wall clock was ahead has a later one than those that follow it.
   *
   * @param ifNoneMatch value of If-None-Match, empty if absent; it takes precedence (§13.1.3)
   * @param ifModifiedSince value of If-Modified-Since, empty if absent
   */
  public static boolean isNotModified(
      String ifNoneMatch, String ifModifiedSince, String etag, long lastModifiedEpochMs) {
    return ifNoneMatch.isEmpty()
        ? isOf(ifModifiedSince, lastModifiedEpochMs)
        : matchesWeakly(ifNoneMatch, etag);
  }

  /**
   * Returns whether a Range header is to be obeyed under If-Range: a strong tag, or the exact date (§13.1.5).
   *
   * @param ifRange value of If-Range, empty if absent
   */
  public static boolean isRangeWanted(String ifRange, String etag, long lastModifiedEpochMs) {
    return ifRange.isEmpty() || ifRange.equals(etag) || isOf(ifRange, lastModifiedEpochMs);
  }

  /**
   * Returns whether an object is to be put or deleted; if not, the answer is 412 (§13.1.1, §13.1.2).
   *
   * @param ifMatch value of If-Match, empty if absent
   * @param ifNoneMatch value of If-None-Match, empty if absent
   * @param etags of the representations that there are
   */
  public static boolean isWriteWanted(String ifMatch, String ifNoneMatch, List<String> etags) {
    return (ifMatch.isEmpty() || etags.stream().anyMatch(etag -> matchesStrongly(ifMatch, etag)))
        && (ifNoneMatch.isEmpty()
            || etags.stream().noneMatch(etag -> matchesWeakly(ifNoneMatch, etag)));
  }

  private static boolean matchesWeakly(String list, String etag) {
    return matches(list, etag, /* isWeakTaken= */ true);
  }

  private static boolean matchesStrongly(String list, String etag) {
    return matches(list, etag, /* isWeakTaken= */ false);
  }

  /** Walks the list of entity tags; a comma may stand inside a tag's quotes (§8.8.3). */
  private static boolean matches(String list, String etag, boolean isWeakTaken) {
    int start = 0;
    while (start < list.length()) {
      char c = list.charAt(start);
      if (c == ' ' || c == '\t' || c == ',') {
        start++;
        continue;
      }
      if (c == '*') {
        return true;
      }
      int opening = list.startsWith(WEAK_PREFIX, start) ? start + WEAK_PREFIX.length() : start;
      int closing = opening < list.length() && list.charAt(opening) == '"'
          ? list.indexOf('"', opening + 1)
          : -1;
      if (closing < 0) {
        return false;
      }
      boolean isSame = etag.length() == closing + 1 - opening && list.startsWith(etag, opening);
      if (isSame && (isWeakTaken || opening == start)) {
        return true;
      }
      start = closing + 1;
    }
    return false;
  }

  private static boolean isOf(String date, long lastModifiedEpochMs) {
    if (date.isEmpty()) {
      return false;
    }
    OptionalLong epochMs = HttpDates.parse(date);
    return epochMs.isPresent() && wholeSeconds(lastModifiedEpochMs) == epochMs.getAsLong();
  }

  private static long wholeSeconds(long epochMs) {
    return epochMs - Math.floorMod(epochMs, 1_000L);
  }
}
