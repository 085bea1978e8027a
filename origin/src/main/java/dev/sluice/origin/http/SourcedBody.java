package dev.sluice.origin.http;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Sends a body of a known length as it is made: no more than a few pieces are in memory for a slow reader. */
final class SourcedBody implements StreamedBody {
  private final Exchange exchange;
  private final ExchangeTransport transport;
  private final BodySource source;
  private final long length;
  private long remainingLength;
  private boolean isWaiting;
  private boolean isEnded;

  SourcedBody(Exchange exchange, ExchangeTransport transport, BodySource source, long length) {
    this.exchange = exchange;
    this.transport = transport;
    this.source = source;
    this.length = length;
    remainingLength = length;
  }

  @Override
  public void start() {
    sendReadable();
  }

  @Override
  public void sendReadable() {
    while (!isEnded && !isWaiting && transport.isWritable()) {
      Optional<ByteBuf> piece =
          source.next((int) Math.min(remainingLength, PacedBody.PIECE_LENGTH), this::onReadable);
      if (piece.isPresent()) {
        send(piece.get());
      } else if (source.isFailed()) {
        // Without its end the reader knows that the body is cut short (RFC 9112 §8, RFC 9113 §8.1).
        transport.cut();
        return;
      } else {
        isWaiting = true;
      }
    }
  }

  @Override
  public void close() {
    if (!isEnded) {
      isEnded = true;
      source.close();
      exchange.onSent(length - remainingLength, /* isWhole= */ false);
    }
  }

  private void onReadable() {
    isWaiting = false;
    sendReadable();
    transport.flush();
  }

  private void send(ByteBuf piece) {
    remainingLength -= piece.readableBytes();
    if (remainingLength > 0) {
      transport.write(piece);
      return;
    }
    isEnded = true;
    source.close();
    transport.writeLast(piece, Optional.of(future -> exchange.onSent(length, future.isSuccess())));
    transport.onAnswered();
  }
}
