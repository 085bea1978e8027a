package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.AcceptEncoding;
import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.store.Lease;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Optional;

/** Answers GET and HEAD of an object: which representation, which part of it, or that the reader's copy is still good. */
final class ObjectResource {
  private ObjectResource() {}

  /** Takes over the lease. Returns false, without an answer, if the object's writer gave it up. */
  static boolean trySend(Exchange exchange, Lease lease) {
    if (lease.isComplete()) {
      sendComplete(exchange, lease);
    } else if (lease.isAborted()) {
      lease.close();
      return false;
    } else {
      sendGrowing(exchange, lease);
    }
    return true;
  }

  /** Takes over the lease. */
  static void send(Exchange exchange, Lease lease) {
    if (!trySend(exchange, lease)) {
      exchange.send(HttpError.NOT_FOUND);
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
      exchange.send(exchange.head(304, entity));
    } else if (!range.isEmpty()
        && Preconditions.isRangeWanted(
            exchange.header(HttpHeaderNames.IF_RANGE),
            entity.etag(),
            entity.lastModifiedEpochMs())) {
      sendRange(exchange, lease, entity, range);
    } else {
      exchange.sendWhole(entity, lease);
    }
  }

  private static void sendRange(Exchange exchange, Lease lease, EntityHead entity, String header) {
    long totalLength = lease.length();
    ByteRange range = ByteRange.of(header, totalLength).orElse(null);
    if (range == null) {
      exchange.sendWhole(entity, lease);
    } else if (range.equals(ByteRange.UNSATISFIABLE)) {
      lease.close();
      exchange.sendUnsatisfiable(totalLength);
    } else {
      ResponseHead head = exchange
          .head(206, entity)
          .add("Content-Range: bytes " + range.offset() + "-" + range.last() + "/" + totalLength
              + "\r\n")
          .addLength(range.length());
      exchange.send(head, lease, range.offset(), range.length());
    }
  }

  private static void sendGrowing(Exchange exchange, Lease lease) {
    String etag = lease.etag();
    String ifRange = exchange.header(HttpHeaderNames.IF_RANGE);
    String range = exchange.isHead() || !ifRange.isEmpty() && !ifRange.equals(etag)
        ? ""
        : exchange.header(HttpHeaderNames.RANGE);
    Optional<ByteRange> asked = ByteRange.ofGrowing(range);
    if (Preconditions.isNotModified(exchange.header(HttpHeaderNames.IF_NONE_MATCH), "", etag, 0)) {
      exchange.sendNotModified(EntityHead.growing(lease));
      lease.close();
    } else if (asked.isPresent()) {
      GrowingRange.send(exchange, lease, asked.get());
    } else {
      exchange.stream(200, EntityHead.growing(lease), lease, 0);
    }
  }
}
