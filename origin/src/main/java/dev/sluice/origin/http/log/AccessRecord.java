package dev.sluice.origin.http.log;

import java.net.InetAddress;

/**
 * One exchange as it is logged. Queries are taken out when it is made, so that no token gets as far as the queue.
 *
 * @param endEpochMs when the answer had been taken, or the peer was gone
 * @param target path without the query
 * @param protocol {@code HTTP/1.1} and the like
 * @param status of the answer; {@link #LOST} if the peer was gone before there was one
 * @param bodyLength bytes of the answer's body that were handed over
 * @param isWhole whether the connection took all of the answer
 * @param durationNs from the head of the request to the end
 * @param referrer without the query; empty if there is none
 * @param userAgent empty if there is none
 */
public record AccessRecord(
    long endEpochMs,
    InetAddress peer,
    String method,
    String target,
    String protocol,
    int status,
    long bodyLength,
    boolean isWhole,
    long durationNs,
    String referrer,
    String userAgent) {
  /** Status of an exchange whose peer did not wait for the answer. */
  public static final int LOST = 499;

  private static final String REDACTED = "?redacted";
  private static final String ESCAPED_QUERY = "%3f";
  private static final String SCHEME_END = "://";

  /** Takes the queries out. */
  public AccessRecord {
    target = withoutQuery(target);
    referrer = withoutQuery(referrer);
  }

  /** Cuts a query off, also one whose question mark somebody has escaped by mistake, and whoever is named before a host. */
  private static String withoutQuery(String uri) {
    int end = uri.length();
    for (int i = 0; i < end; i++) {
      char c = uri.charAt(i);
      boolean isEscape =
          c == '%' && uri.regionMatches(/* ignoreCase= */ true, i, ESCAPED_QUERY, 0, 3);
      if (c == '?' || c == '#' || isEscape) {
        end = i;
      }
    }
    String path = withoutUser(uri.substring(0, end));
    return end == uri.length() ? path : path + REDACTED;
  }

  /** Takes user and password out of an absolute URI. */
  private static String withoutUser(String uri) {
    int scheme = uri.indexOf(SCHEME_END);
    if (scheme < 0) {
      return uri;
    }
    int host = scheme + SCHEME_END.length();
    int path = uri.indexOf('/', host);
    int at = uri.lastIndexOf('@', path < 0 ? uri.length() : path);
    return at < host ? uri : uri.substring(0, host) + uri.substring(at + 1);
  }
}
