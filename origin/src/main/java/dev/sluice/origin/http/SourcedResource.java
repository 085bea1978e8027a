package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.http.semantics.Preconditions;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.function.LongFunction;

/** Answers GET and HEAD of what is made as the reader takes it: all of it, a range, or that the reader's copy is still good. */
final class SourcedResource {
  private SourcedResource() {}

  static void send(
      Exchange exchange,
      String fields,
      String etag,
      long totalLength,
      LongFunction<BodySource> maker) {
    String header = exchange.isHead()
            || !Preconditions.isRangeWanted(exchange.header(HttpHeaderNames.IF_RANGE), etag, 0)
        ? ""
        : exchange.header(HttpHeaderNames.RANGE);
    ByteRange range = ByteRange.of(header, totalLength).orElse(new ByteRange(0, totalLength));
    if (Preconditions.isNotModified(exchange.header(HttpHeaderNames.IF_NONE_MATCH), "", etag, 0)) {
      exchange.sendNotModified(fields);
    } else if (range.equals(ByteRange.UNSATISFIABLE)) {
      exchange.sendUnsatisfiable(totalLength);
    } else {
      boolean isPart = range.length() < totalLength;
      ResponseHead head =
          exchange.head(isPart ? 206 : 200).add(fields).add("Accept-Ranges: bytes\r\n");
      if (isPart) {
        head.add("Content-Range: bytes " + range.offset() + "-" + range.last() + "/" + totalLength
            + "\r\n");
      }
      exchange.send(head.addLength(range.length()), range, maker);
    }
  }
}
