package dev.sluice.origin.http.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a line of the access log looks. */
public enum AccessForm {
  /** The combined log format of Apache and nginx. */
  COMBINED {
    @Override
    String line(AccessRecord access) {
      StringBuilder line = new StringBuilder(LINE_LENGTH_HINT)
          .append(access.peer().getHostAddress())
          .append(" - - [")
          .append(DATE.format(Instant.ofEpochMilli(access.endEpochMs())))
          .append("] \"");
      appendEscaped(line, access.method() + " " + access.target() + " " + access.protocol());
      line.append("\" ")
          .append(access.status())
          .append(' ')
          .append(access.bodyLength())
          .append(" \"");
      appendEscaped(line, access.referrer().isEmpty() ? "-" : access.referrer());
      line.append("\" \"");
      appendEscaped(line, access.userAgent().isEmpty() ? "-" : access.userAgent());
      return line.append('"').toString();
    }
  },
  /** One JSON object a line. */
  JSON {
    @Override
    String line(AccessRecord access) {
      ObjectNode line = MAPPER.createObjectNode();
      line.put("time", Instant.ofEpochMilli(access.endEpochMs()).toString())
          .put("peer", access.peer().getHostAddress())
          .put("method", access.method())
          .put("path", access.target())
          .put("protocol", access.protocol())
          .put("status", access.status())
          .put("body_bytes", access.bodyLength())
          .put("complete", access.isWhole())
          .put("duration_us", TimeUnit.NANOSECONDS.toMicros(access.durationNs()))
          .put("referrer", access.referrer())
          .put("user_agent", access.userAgent());
      return line.toString();
    }
  };

  private static final int LINE_LENGTH_HINT = 256;
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
          "dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
      .withZone(ZoneOffset.UTC);
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** Returns a line without its end. */
  abstract String line(AccessRecord access);

  /** Appends text so that it can neither end its quotes nor its line. */
  private static void appendEscaped(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        line.append("\\x").append(HEX.toHexDigits((byte) c));
      } else {
        line.append(c);
      }
    }
  }
}
