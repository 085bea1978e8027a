package dev.sluice.origin.http;

import dev.sluice.origin.http.park.Parking;
import dev.sluice.origin.http.park.Waiter;
import dev.sluice.origin.store.Lease;
import io.netty.buffer.Unpooled;

/**
 * Sends an object at the pace of its writer, in pieces that the transport frames.
 *
 * <p>A publish wakes each event loop at most once, however many bodies follow the object there; the event loop turns any
 * number of wake-ups into one system call. All of it runs on the event loop. The bytes that wait for a reader are the slabs
 * themselves, so that a slow one costs no memory but the lease, and it gets no more pieces before it has taken those that
 * wait.
 */
final class GrowingBody extends Waiter implements StreamedBody {
  private final Exchange exchange;
  private final ExchangeTransport transport;
  private final Lease lease;
  private final long maxPieceLength;
  private final long startOffset;
  private long offset;
  private boolean isEnded;

  /**
   * Makes the body.
   *
   * @param startOffset first byte to send, at most the object's length
   */
  GrowingBody(Exchange exchange, ExchangeTransport transport, Lease lease, long startOffset) {
    this.exchange = exchange;
    this.transport = transport;
    this.lease = lease;
    this.startOffset = startOffset;
    maxPieceLength = transport.isCopying() ? PacedBody.PIECE_LENGTH : Long.MAX_VALUE;
    offset = startOffset;
  }

  @Override
  public void start() {
    sendReadable();
  }

  /** Sends what the writer has published since the last call, unless the reader has not taken enough yet. */
  @Override
  public void sendReadable() {
    while (!isEnded && !isWaiting() && transport.isWritable()) {
      boolean isComplete = lease.isComplete();
      boolean isAborted = lease.isAborted();
      long length = Math.min(lease.length() - offset, maxPieceLength);
      if (length > 0) {
        sendPiece(length);
      } else if (isComplete) {
        finish();
      } else if (isAborted) {
        // Without its end the reader knows that the body is cut short (RFC 9112 §8, RFC 9113 §8.1).
        transport.cut();
        return;
      } else {
        transport
            .server()
            .parking()
            .follow(exchange.loop(), new GrowthSource(lease, Parking.UNLIMITED), this);
        return;
      }
    }
  }

  /** Ends the body when the connection has closed; has no effect after its regular end. */
  @Override
  public void close() {
    if (!isEnded) {
      isEnded = true;
      abandon();
      lease.close();
      exchange.onSent(offset - startOffset, /* isWhole= */ false);
    }
  }

  @Override
  protected boolean isDue() {
    return lease.length() > offset || lease.isComplete() || lease.isAborted();
  }

  @Override
  protected void onDue() {
    sendReadable();
    transport.flush();
  }

  @Override
  protected void onRefused() {
    // The server closes, and with it the connection.
  }

  @Override
  protected void onAbandoned() {
    // The connection has closed, which ends the body.
  }

  private void sendPiece(long length) {
    exchange.charge(length);
    transport.beginPiece(length);
    lease.slices(offset, length, slice -> transport.write(Unpooled.wrappedBuffer(slice)));
    transport.endPiece();
    offset += length;
  }

  private void finish() {
    isEnded = true;
    transport.endPieces(future -> {
      lease.close();
      exchange.onSent(offset - startOffset, future.isSuccess());
    });
    transport.onAnswered();
  }
}
