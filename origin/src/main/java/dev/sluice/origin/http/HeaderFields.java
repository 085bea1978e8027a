package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/**
 * Header fields that are made once and sent many times, ready for either version of the protocol. Immutable.
 *
 * @param lines as HTTP/1.1 sends them, each with its line end
 * @param pairs as HTTP/2 sends them: names in lower case and values, in turn
 */
record HeaderFields(byte[] lines, AsciiString[] pairs) {
  static final HeaderFields NONE = of("");

  private static final String LINE_END = "\r\n";

  /** Makes them of lines {@code Name: value}, each with its line end. */
  static HeaderFields of(String lines) {
    return new HeaderFields(lines.getBytes(US_ASCII), pairs(lines));
  }

  static HeaderFields length(long length) {
    return of("Content-Length: " + length + LINE_END);
  }

  private static AsciiString[] pairs(String lines) {
    List<AsciiString> pairs = new ArrayList<>();
    for (int start = 0; start < lines.length(); ) {
      int colon = lines.indexOf(':', start);
      int end = lines.indexOf(LINE_END, colon);
      pairs.add(AsciiString.cached(lines.substring(start, colon)).toLowerCase());
      pairs.add(new AsciiString(lines.substring(colon + 1, end).strip()));
      start = end + LINE_END.length();
    }
    return pairs.toArray(new AsciiString[0]);
  }
}
