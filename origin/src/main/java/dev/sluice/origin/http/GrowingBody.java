package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.store.Lease;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends an object at the pace of its writer, as chunks (RFC 9112 §7.1) or, to HTTP/1.0, until the connection closes.
 *
 * <p>A publish wakes the event loop at most once for each body; the event loop turns any number of wake-ups into one
 * system call. All else runs on the event loop. The bytes that wait for a reader are the slabs themselves, so that a
 * slow one costs no memory but the lease, and it gets no more chunks before it has taken those that wait.
 */
final class GrowingBody implements Runnable {
  private static final ByteBuf NEW_LINE = constant("\r\n");
  private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
  private static final int CHUNK_HEAD_LENGTH = 16;

  // Set at construction.
  private final HttpConnection connection;
  private final ChannelHandlerContext ctx;
  private final Lease lease;
  private final boolean isChunked;

  // Set by any thread, cleared by the event loop.
  private final AtomicBoolean isWoken = new AtomicBoolean();

  // Event loop only.
  private Lease.Subscription growth;
  private long sentLength;
  private boolean isEnded;

  GrowingBody(
      HttpConnection connection, ChannelHandlerContext ctx, Lease lease, boolean isChunked) {
    this.connection = connection;
    this.ctx = ctx;
    this.lease = lease;
    this.isChunked = isChunked;
  }

  /** Sends what is there, and what follows when it follows. */
  void start() {
    growth = lease.onGrowth(this::onGrowth);
    sendReadable();
  }

  /** Sends what the writer has published since the last call, unless the reader has not taken enough yet. */
  void sendReadable() {
    if (isEnded || !ctx.channel().isWritable()) {
      return;
    }
    boolean isComplete = lease.isComplete();
    boolean isAborted = lease.isAborted();
    long readableLength = lease.length();
    if (readableLength > sentLength) {
      sendChunk(readableLength - sentLength);
    }
    if (isComplete) {
      finish();
    } else if (isAborted) {
      // Without a last chunk the reader knows that the body is cut short (RFC 9112 §8).
      connection.cut();
    }
  }

  /** Ends the body when the connection has closed; has no effect after its regular end. */
  void close() {
    if (!isEnded) {
      isEnded = true;
      growth.close();
      lease.close();
    }
  }

  @Override
  public void run() {
    isWoken.set(false);
    sendReadable();
    ctx.flush();
  }

  private void onGrowth() {
    if (isWoken.compareAndSet(false, true)) {
      try {
        ctx.executor().execute(this);
      } catch (RejectedExecutionException e) {
        // The server closes: its connections are gone, and their leases with them.
        isWoken.set(false);
      }
    }
  }

  private void sendChunk(long length) {
    if (isChunked) {
      ByteBuf size = ctx.alloc().directBuffer(CHUNK_HEAD_LENGTH);
      ByteBufUtil.writeAscii(size, Long.toHexString(length));
      ctx.write(size.writeBytes(NEW_LINE.duplicate()), ctx.voidPromise());
    }
    lease.slices(
        sentLength, length, slice -> ctx.write(Unpooled.wrappedBuffer(slice), ctx.voidPromise()));
    if (isChunked) {
      ctx.write(NEW_LINE.duplicate(), ctx.voidPromise());
    }
    sentLength += length;
  }

  private void finish() {
    isEnded = true;
    growth.close();
    ByteBuf end = isChunked ? LAST_CHUNK.duplicate() : Unpooled.EMPTY_BUFFER;
    ctx.write(end).addListener((ChannelFutureListener) future -> {
      lease.close();
      if (future.isSuccess()) {
        connection.server().counters().bytesSent.add(sentLength);
      }
    });
    connection.onStreamed();
  }

  private static ByteBuf constant(String text) {
    ByteBuf direct = Unpooled.directBuffer(text.length()).writeBytes(text.getBytes(US_ASCII));
    return Unpooled.unreleasableBuffer(direct.asReadOnly());
  }
}
