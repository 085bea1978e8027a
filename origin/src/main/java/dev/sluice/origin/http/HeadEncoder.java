package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.http.semantics.HttpDates;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.agrona.concurrent.EpochClock;

/**
 * Writes what the heads of all responses have in common, from bytes that are made once: status line, Date, CORS.
 *
 * <p>One a server, shared by its event loops.
 */
final class HeadEncoder {
  private static final int STATUS_MIN = 100;
  private static final int STATUS_MAX = 599;
  private static final int HEAD_LENGTH_HINT = 1024;
  private static final String EXPOSED_HEADERS =
      "Age, Date, ETag, Content-Length, Content-Range, Server-Timing";
  private static final byte[] PREFLIGHT = ("Access-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"
          + "Access-Control-Allow-Headers: Range, Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status\r\n"
          + "Access-Control-Max-Age: 86400\r\n")
      .getBytes(US_ASCII);

  // Set at construction.
  private final EpochClock epochClock;
  private final byte[][] statusLines = new byte[STATUS_MAX + 1][];
  private final byte[] cors;

  // Written by any loop that finds it old. It depends on the second only, so that a lost race
  // changes nothing.
  private volatile DateField date = new DateField(-1, new byte[0]);

  HeadEncoder(String corsOrigin, EpochClock epochClock) {
    this.epochClock = epochClock;
    for (int status = STATUS_MIN; status <= STATUS_MAX; status++) {
      statusLines[status] =
          ("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n").getBytes(US_ASCII);
    }
    cors = ("Access-Control-Allow-Origin: " + corsOrigin + "\r\n"
            + "Access-Control-Expose-Headers: " + EXPOSED_HEADERS + "\r\n"
            + "Timing-Allow-Origin: " + corsOrigin + "\r\n")
        .getBytes(US_ASCII);
  }

  /** Begins a head; the caller adds fields and the empty line, and owns the buffer. */
  ByteBuf begin(ByteBufAllocator allocator, int status) {
    return allocator
        .directBuffer(HEAD_LENGTH_HINT)
        .writeBytes(statusLines[status])
        .writeBytes(dateField())
        .writeBytes(cors);
  }

  /** Adds what only the answer to a preflight request carries. */
  static void preflight(ByteBuf head) {
    head.writeBytes(PREFLIGHT);
  }

  private byte[] dateField() {
    long epochMs = epochClock.time();
    long second = epochMs / 1000;
    DateField current = date;
    if (current.second != second) {
      current =
          new DateField(second, ("Date: " + HttpDates.format(epochMs) + "\r\n").getBytes(US_ASCII));
      date = current;
    }
    return current.bytes;
  }

  /** The field as it is for one second. */
  private record DateField(long second, byte[] bytes) {}
}
