package dev.sluice.origin.http;

import io.netty.channel.ChannelHandlerContext;
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
  private final long checkIntervalNs;

  private long requestBeginNs;
  private long lastActiveNs;
  private WriteProgress progress;
  private Future<?> check;

  ConnectionDeadlines(HttpConnection connection, ChannelHandlerContext ctx, HttpContext context) {
    this.connection = connection;
    this.ctx = ctx;
    clock = context.nanoClock();
    headerTimeoutNs = context.headerTimeoutNs();
    bodyTimeoutNs = context.bodyTimeoutNs();
    idleTimeoutNs = context.idleTimeoutNs();
    checkIntervalNs = checkIntervalNs(context);
  }

  /** Returns how often deadlines are looked at, so that none of them is missed by much. */
  static long checkIntervalNs(HttpContext context) {
    return Math.min(
            Math.min(context.headerTimeoutNs(), context.bodyTimeoutNs()),
            Math.min(context.idleTimeoutNs(), context.writeTimeoutNs()))
        / CHECKS_PER_TIMEOUT;
  }

  /** Starts to look; the first request is expected from now on. */
  void start() {
    long nowNs = clock.nanoTime();
    requestBeginNs = nowNs;
    lastActiveNs = nowNs;
    progress = ctx.pipeline().get(WriteProgress.class);
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
    if (progress.isStuck(nowNs)) {
      connection.cut(Fault.SLOW_READER);
    } else if (connection.isReceiving()) {
      if (nowNs - lastActiveNs >= bodyTimeoutNs) {
        connection.cut(Fault.LATE_BODY);
      }
    } else if (connection.isAnswering()) {
      lastActiveNs = nowNs;
    } else if (requestBeginNs != NOT_BEGUN && nowNs - requestBeginNs >= headerTimeoutNs) {
      connection.cut(Fault.LATE_REQUEST);
    } else if (requestBeginNs == NOT_BEGUN && nowNs - lastActiveNs >= idleTimeoutNs) {
      connection.cut();
    }
    if (ctx.channel().isActive()) {
      schedule();
    }
  }

  private void schedule() {
    check = ctx.executor().schedule(this, checkIntervalNs, TimeUnit.NANOSECONDS);
  }
}
