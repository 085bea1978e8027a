package dev.sluice.origin.m3u8;

/**
 * A URI in the text of a playlist.
 *
 * @param kind what it leads to
 * @param start index of its first character in the text
 * @param end index behind its last character
 */
public record PlaylistUri(Kind kind, int start, int end) {
  /** What a URI leads to. */
  public enum Kind {
    /** A media segment (RFC 8216 §4.3.2). */
    SEGMENT,
    /** A media initialization section (EXT-X-MAP, RFC 8216 §4.3.2.5). */
    MAP,
    /** A part of a segment (EXT-X-PART, rfc8216bis §4.4.4.9). */
    PART,
    /** Another playlist: a variant, a rendition, a report on one. */
    PLAYLIST,
    /** A segment or part that is not there and will not be (EXT-X-GAP, rfc8216bis §4.4.4.7). */
    GAP,
    /** A key, a hint at what is not there yet, or what a tag that is unknown here names. */
    OTHER
  }

  /** Returns the URI. */
  public String in(String text) {
    return text.substring(start, end);
  }
}
