package dev.sluice.origin.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;

/**
 * Ends a connection whose peer lets it wait: for a request, for the rest of one, for the next bytes of a
 * body, or to take what was sent.
 *
 * <p>Looks a few times within the shortest of these times, so that a request costs no timer. Event loop only.
 */
final class ConnectionDeadlines implements Runnable {
  private static final long NOT_BEGUN = Long.MIN_VALUE;
  private static final int CHECKS_PER_TIMEOUT = 4;

  // Set at construction.
  private final HttpConnection connection;
  private final ChannelHandlerContext ctx;
  private final NanoClock clock;
  private final long headerTimeoutNs;
  private final long bodyTimeoutNs;
  private final long idleTimeoutNs;
  private final long writeTimeoutNs;
  private final long checkIntervalNs;

  private long requestBeginNs;
  private long lastActiveNs;
  private long lastTakenNs;
  private Object lastPending;
  private long lastProgress;
  private Future<?> check;

  ConnectionDeadlines(HttpConnection connection, ChannelHandlerContext ctx, HttpContext context) {
    this.connection = connection;
    this.ctx = ctx;
    clock = context.nanoClock();
    headerTimeoutNs = context.headerTimeoutNs();
    bodyTimeoutNs = context.bodyTimeoutNs();
    idleTimeoutNs = context.idleTimeoutNs();
    writeTimeoutNs = context.writeTimeoutNs();
    checkIntervalNs =
        Math.min(Math.min(headerTimeoutNs, bodyTimeoutNs), Math.min(idleTimeoutNs, writeTimeoutNs))
            / CHECKS_PER_TIMEOUT;
  }

  /** Starts to look; the first request is expected from now on. */
  void start() {
    long nowNs = clock.nanoTime();
    requestBeginNs = nowNs;
    lastActiveNs = nowNs;
    lastTakenNs = nowNs;
    schedule();
  }

  /** Notes that bytes came in. */
  void onRead(boolean isInRequest) {
    lastActiveNs = clock.nanoTime();
    if (!isInRequest) {
      requestBeginNs = NOT_BEGUN;
    } else if (requestBeginNs == NOT_BEGUN) {
      requestBeginNs = lastActiveNs;
    }
  }

  /** Notes that a request is all in: bytes behind it belong to the next. */
  void onRequestEnd() {
    requestBeginNs = NOT_BEGUN;
  }

  void stop() {
    check.cancel(/* mayInterruptIfRunning= */ false);
  }

  @Override
  public void run() {
    long nowNs = clock.nanoTime();
    HttpCounters counters = connection.server().counters();
    if (isStuck(nowNs)) {
      counters.slowReaders.increment();
      connection.cut();
    } else if (connection.isReceiving()) {
      if (nowNs - lastActiveNs >= bodyTimeoutNs) {
        counters.lateBodies.increment();
        connection.cut();
      }
    } else if (connection.isAnswering()) {
      lastActiveNs = nowNs;
    } else if (requestBeginNs != NOT_BEGUN && nowNs - requestBeginNs >= headerTimeoutNs) {
      counters.lateRequests.increment();
      connection.cut();
    } else if (requestBeginNs == NOT_BEGUN && nowNs - lastActiveNs >= idleTimeoutNs) {
      connection.cut();
    }
    if (ctx.channel().isActive()) {
      schedule();
    }
  }

  /** Returns whether bytes wait for the peer and it has taken none of them for too long. */
  private boolean isStuck(long nowNs) {
    ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
    Object pending = outbound == null ? null : outbound.current();
    long progress = pending == null ? 0 : outbound.currentProgress();
    if (pending == null || pending != lastPending || progress != lastProgress) {
      lastPending = pending;
      lastProgress = progress;
      lastTakenNs = nowNs;
    }
    return nowNs - lastTakenNs >= writeTimeoutNs;
  }

  private void schedule() {
    check = ctx.executor().schedule(this, checkIntervalNs, TimeUnit.NANOSECONDS);
  }
}
