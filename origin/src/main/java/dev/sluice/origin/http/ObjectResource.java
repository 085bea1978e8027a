package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.http.semantics.AcceptEncoding;
import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/** Answers GET and HEAD of an object: which representation, which part of it, or that the reader's copy is still good. */
final class ObjectResource {
  private static final byte[] NEW_LINE = "\r\n".getBytes(US_ASCII);

  private ObjectResource() {}

  /** Takes over the lease. */
  static void send(Exchange exchange, Lease lease) {
    if (lease.isComplete()) {
      sendComplete(exchange, lease);
    } else if (lease.isAborted()) {
      lease.close();
      exchange.send(HttpError.NOT_FOUND);
    } else {
      sendGrowing(exchange, lease);
    }
  }

  private static void sendComplete(Exchange exchange, Lease identity) {
    EntityHead entity = EntityHead.of(identity);
    String range = exchange.isHead() ? "" : exchange.header(HttpHeaderNames.RANGE);
    // Byte positions count in the identity representation only.
    if (entity.hasGzip()
        && range.isEmpty()
        && AcceptEncoding.prefersGzip(exchange.header(HttpHeaderNames.ACCEPT_ENCODING))) {
      Optional<Lease> gzip = identity.gzip();
      if (gzip.isPresent()) {
        EntityHead compressed = EntityHead.ofGzip(gzip.get(), identity);
        identity.close();
        sendRepresentation(exchange, gzip.get(), compressed, range);
        return;
      }
    }
    sendRepresentation(exchange, identity, entity, range);
  }

  private static void sendRepresentation(
      Exchange exchange, Lease lease, EntityHead entity, String range) {
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH),
        exchange.header(HttpHeaderNames.IF_MODIFIED_SINCE),
        entity.etag(),
        entity.lastModifiedEpochMs())) {
      lease.close();
      exchange.send(exchange.head(304).writeBytes(entity.fields()).writeBytes(NEW_LINE));
    } else if (!range.isEmpty()
        && Preconditions.isRangeWanted(
            exchange.header(HttpHeaderNames.IF_RANGE),
            entity.etag(),
            entity.lastModifiedEpochMs())) {
      sendRange(exchange, lease, entity, range);
    } else {
      sendWhole(exchange, lease, entity);
    }
  }

  private static void sendWhole(Exchange exchange, Lease lease, EntityHead entity) {
    ByteBuf head = exchange.head(200).writeBytes(entity.fields()).writeBytes(entity.wholeLength());
    exchange.send(head, lease, 0, lease.length());
  }

  private static void sendRange(Exchange exchange, Lease lease, EntityHead entity, String header) {
    long totalLength = lease.length();
    ByteRange range = ByteRange.of(header, totalLength).orElse(null);
    if (range == null) {
      sendWhole(exchange, lease, entity);
    } else if (range.equals(ByteRange.UNSATISFIABLE)) {
      lease.close();
      exchange.sendUnsatisfiable(totalLength);
    } else {
      ByteBuf head = exchange.head(206).writeBytes(entity.fields());
      ByteBufUtil.writeAscii(
          head,
          "Content-Range: bytes " + range.offset() + "-" + range.last() + "/" + totalLength
              + "\r\n");
      Exchange.appendLength(head, range.length());
      exchange.send(head, lease, range.offset(), range.length());
    }
  }

  /** A range of an object whose length is not known yet is answered with the whole, as RFC 9110 §14.2 allows. */
  private static void sendGrowing(Exchange exchange, Lease lease) {
    byte[] fields = EntityHead.growing(lease);
    if (Preconditions.isNotModified(
        exchange.header(HttpHeaderNames.IF_NONE_MATCH), "", lease.etag(), 0)) {
      lease.close();
      exchange.send(exchange.head(304).writeBytes(fields).writeBytes(NEW_LINE));
    } else {
      exchange.stream(fields, lease);
    }
  }
}
