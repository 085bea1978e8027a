package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.http.semantics.HttpDates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import org.agrona.concurrent.EpochClock;

/**
 * Begins the heads of all responses with what they have in common, made once: status, Date, CORS.
 *
 * <p>One a server, shared by its event loops.
 */
final class HeadEncoder {
  private static final String READ_HEADERS =
      "Range, Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status";
  private static final String WRITE_HEADERS = READ_HEADERS
      + ", Content-Type, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range";

  /** What only the answer to a preflight request carries, for what can only be read. */
  static final HeaderFields PREFLIGHT = preflight("GET, HEAD, OPTIONS", READ_HEADERS);

  private static final int STATUS_MIN = 100;
  private static final int STATUS_MAX = 599;
  private static final int HEAD_LENGTH_HINT = 1024;
  private static final String EXPOSED_HEADERS =
      "Age, Date, ETag, Content-Length, Content-Range, Server-Timing";

  // Set at construction.
  private final EpochClock epochClock;
  private final byte[][] statusLines = new byte[STATUS_MAX + 1][];
  private final AsciiString[] statusCodes = new AsciiString[STATUS_MAX + 1];
  private final HeaderFields cors;

  // Written by any loop that finds it old. It depends on the second only, so that a lost race
  // changes nothing.
  private volatile DateField date = new DateField(-1, HeaderFields.NONE);

  HeadEncoder(String corsOrigin, EpochClock epochClock) {
    this.epochClock = epochClock;
    for (int status = STATUS_MIN; status <= STATUS_MAX; status++) {
      statusLines[status] =
          ("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n").getBytes(US_ASCII);
      statusCodes[status] = AsciiString.cached(Integer.toString(status));
    }
    cors = HeaderFields.of("Access-Control-Allow-Origin: " + corsOrigin + "\r\n"
        + "Access-Control-Expose-Headers: " + EXPOSED_HEADERS + "\r\n"
        + "Timing-Allow-Origin: " + corsOrigin + "\r\n");
  }

  /** Begins a head for HTTP/1.1; the caller owns its buffer. */
  Http1Head begin(ByteBufAllocator allocator, int status) {
    return new Http1Head(allocator.directBuffer(HEAD_LENGTH_HINT).writeBytes(statusLines[status]))
        .add(date())
        .add(cors);
  }

  /** Begins a head for HTTP/2. */
  Http2Head begin(int status) {
    return new Http2Head(statusCodes[status]).add(date()).add(cors);
  }

  /** Returns the same for what may be written, too. */
  static HeaderFields writablePreflight(String methods) {
    return preflight(methods, WRITE_HEADERS);
  }

  private static HeaderFields preflight(String methods, String headers) {
    return HeaderFields.of("Access-Control-Allow-Methods: " + methods
        + "\r\nAccess-Control-Allow-Headers: " + headers + "\r\nAccess-Control-Max-Age: 86400\r\n");
  }

  /** Returns the Date of now: the same object within a second, but for a race in its beginning. */
  HeaderFields date() {
    long epochMs = epochClock.time();
    long second = epochMs / 1000;
    DateField current = date;
    if (current.second != second) {
      current =
          new DateField(second, HeaderFields.of("Date: " + HttpDates.format(epochMs) + "\r\n"));
      date = current;
    }
    return current.fields;
  }

  /** The field as it is for one second. */
  private record DateField(long second, HeaderFields fields) {}
}
