package dev.sluice.origin.http;

import dev.sluice.origin.http.park.Waiter;
import dev.sluice.origin.http.semantics.ByteRange;
import dev.sluice.origin.store.Lease;

/**
 * A range of an object that still grows, as players ask for a part that is hinted (rfc8216bis §6.2.6): no byte is sent before
 * all of them are there. One without an end begins when its first byte is there and goes on at the pace of the writer.
 *
 * <p>Waits while it is to come; when the object ends first, the range is one of a whole object. A range that begins behind the
 * byte that comes next is nothing that any playlist names, and is not waited for.
 */
final class GrowingRange extends Waiter {
  private final Exchange exchange;
  private final Lease lease;
  private final ByteRange range;

  private GrowingRange(Exchange exchange, Lease lease, ByteRange range) {
    this.exchange = exchange;
    this.lease = lease;
    this.range = range;
  }

  /** Answers, now or later. Takes over the lease. */
  static void send(Exchange exchange, Lease lease, ByteRange range) {
    GrowingRange growing = new GrowingRange(exchange, lease, range);
    long readableLength = lease.length();
    if (range.offset() > readableLength) {
      lease.close();
      exchange.sendUnsatisfiable(readableLength);
    } else if (growing.isReadable()) {
      growing.sendReadable();
    } else {
      exchange.park(new GrowthSource(lease, exchange.maxRangeWaitNs()), growing);
    }
  }

  @Override
  protected boolean isDue() {
    return lease.isComplete() || lease.isAborted() || isReadable();
  }

  @Override
  protected void onDue() {
    if (lease.isComplete() || lease.isAborted()) {
      ObjectResource.send(exchange, lease);
    } else {
      sendReadable();
    }
  }

  @Override
  protected void onRefused() {
    lease.close();
    exchange.send(HttpError.UNAVAILABLE);
  }

  @Override
  protected void onAbandoned() {
    lease.close();
  }

  private boolean isReadable() {
    return lease.length() > (range.isOpen() ? range.offset() : range.last());
  }

  private void sendReadable() {
    String fields = EntityHead.growing(lease) + "Content-Range: bytes " + range.offset() + "-"
        + range.last() + "/*\r\n";
    if (range.isOpen()) {
      exchange.stream(206, fields, lease, range.offset());
    } else {
      exchange.send(
          exchange.head(206).add(fields).addLength(range.length()),
          lease,
          range.offset(),
          range.length());
    }
  }
}
