package dev.sluice.origin.m3u8;

import dev.sluice.origin.m3u8.PlaylistUri.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a playlist says, as far as serving it needs (RFC 8216 §4, rfc8216bis §4).
 *
 * <p>Tolerant: what it does not understand it does not see, and text that is no playlist has no URIs. The text has one
 * character a byte (ISO-8859-1), so that nothing of it is lost when it is written again.
 *
 * @param isPlaylist whether the text begins as a playlist does
 * @param isMultivariant whether it lists playlists
 * @param isEnded whether no segment will be added (EXT-X-ENDLIST, EXT-X-PLAYLIST-TYPE:VOD)
 * @param targetDurationMs EXT-X-TARGETDURATION, or {@link #UNKNOWN}
 * @param mediaSequence EXT-X-MEDIA-SEQUENCE, 0 without one
 * @param uris all of them, in the order of the text
 */
public record PlaylistScan(
    boolean isPlaylist,
    boolean isMultivariant,
    boolean isEnded,
    long targetDurationMs,
    long mediaSequence,
    List<PlaylistUri> uris) {
  /** Target duration of a playlist that has none. */
  public static final long UNKNOWN = -1;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final String HEADER = "#EXTM3U";
  private static final String TARGET_DURATION = "#EXT-X-TARGETDURATION:";
  private static final String MEDIA_SEQUENCE = "#EXT-X-MEDIA-SEQUENCE:";
  private static final String END_LIST = "#EXT-X-ENDLIST";
  private static final String VOD = "#EXT-X-PLAYLIST-TYPE:VOD";
  private static final String STREAM_INF = "#EXT-X-STREAM-INF:";
  private static final String GAP = "#EXT-X-GAP";
  private static final String URI_ATTRIBUTE = "URI=\"";
  private static final String GAP_ATTRIBUTE = "GAP=YES";
  private static final int MAX_DIGITS = 15;

  /** Checks nothing; the list is not changed afterwards. */
  public PlaylistScan {
    uris = List.copyOf(uris);
  }

  /** Reads a text. Never fails. */
  public static PlaylistScan of(String text) {
    int start = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    if (!text.startsWith(HEADER, start)) {
      return new PlaylistScan(false, false, false, UNKNOWN, 0, List.of());
    }
    Reader reader = new Reader(text);
    for (int lineStart = start; lineStart < text.length(); ) {
      int newLine = text.indexOf('\n', lineStart);
      int lineEnd = newLine < 0 ? text.length() : newLine;
      reader.line(lineStart, lineEnd);
      lineStart = lineEnd + 1;
    }
    return new PlaylistScan(
        true,
        reader.isMultivariant,
        reader.isEnded,
        reader.targetDurationMs,
        reader.mediaSequence,
        reader.uris);
  }

  /** Returns the media sequence number behind that of the last segment. */
  public long endSequence() {
    long end = mediaSequence;
    for (PlaylistUri uri : uris) {
      end += uri.kind() == Kind.SEGMENT || uri.kind() == Kind.GAP ? 1 : 0;
    }
    return end;
  }

  /** Takes the lines one after the other. */
  private static final class Reader {
    private final String text;
    private final List<PlaylistUri> uris = new ArrayList<>();
    private boolean isEnded;
    private boolean isMultivariant;
    private Kind nextKind = Kind.SEGMENT;
    private long targetDurationMs = UNKNOWN;
    private long mediaSequence;

    Reader(String text) {
      this.text = text;
    }

    void line(int lineStart, int lineEnd) {
      int start = lineStart;
      int end = lineEnd;
      while (start < end && isBlank(text.charAt(start))) {
        start++;
      }
      while (end > start && isBlank(text.charAt(end - 1))) {
        end--;
      }
      if (start == end) {
        return;
      }
      if (text.charAt(start) == '#') {
        tag(start, end);
      } else {
        uris.add(new PlaylistUri(nextKind, start, end));
        nextKind = Kind.SEGMENT;
      }
    }

    private void tag(int start, int end) {
      if (!text.startsWith("#EXT", start)) {
        return;
      }
      if (text.startsWith(STREAM_INF, start)) {
        isMultivariant = true;
        nextKind = Kind.PLAYLIST;
      } else if (text.startsWith(GAP, start)) {
        nextKind = Kind.GAP;
      } else if (text.startsWith(END_LIST, start) || text.startsWith(VOD, start)) {
        isEnded = true;
      } else if (text.startsWith(TARGET_DURATION, start)) {
        long seconds = number(start + TARGET_DURATION.length(), end);
        targetDurationMs = seconds > 0 ? seconds * 1000 : UNKNOWN;
      } else if (text.startsWith(MEDIA_SEQUENCE, start)) {
        mediaSequence = Math.max(0, number(start + MEDIA_SEQUENCE.length(), end));
      }
      attributes(start, end);
    }

    /** Takes every {@code URI="…"} and {@code X-…-URI="…"} of a tag. */
    private void attributes(int start, int end) {
      int uriEnd = start;
      for (int i = start; i < end; i++) {
        if (text.charAt(i) == 'U' && i >= uriEnd && text.startsWith(URI_ATTRIBUTE, i)) {
          int uriStart = i + URI_ATTRIBUTE.length();
          uriEnd = uriStart;
          while (uriEnd < end && text.charAt(uriEnd) != '"') {
            uriEnd++;
          }
          if (uriEnd > uriStart && uriEnd < end) {
            uris.add(new PlaylistUri(kind(start, end), uriStart, uriEnd));
          }
        }
      }
    }

    private Kind kind(int tag, int end) {
      if (text.startsWith("#EXT-X-MAP:", tag)) {
        return Kind.MAP;
      }
      if (text.startsWith("#EXT-X-PART:", tag)) {
        return text.substring(tag, end).contains(GAP_ATTRIBUTE) ? Kind.GAP : Kind.PART;
      }
      boolean isPlaylist = text.startsWith("#EXT-X-MEDIA:", tag)
          || text.startsWith("#EXT-X-I-FRAME-STREAM-INF:", tag)
          || text.startsWith("#EXT-X-RENDITION-REPORT:", tag);
      if (isPlaylist && !text.startsWith("#EXT-X-RENDITION-REPORT:", tag)) {
        isMultivariant = true;
      }
      return isPlaylist ? Kind.PLAYLIST : Kind.OTHER;
    }

    /** Returns the digits that stand first, at most so many, or -1. */
    private long number(int start, int end) {
      long value = -1;
      for (int i = start; i < end && i - start < MAX_DIGITS; i++) {
        int digit = text.charAt(i) - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = Math.max(0, value) * 10 + digit;
      }
      return value;
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t' || c == '\r';
    }
  }
}
