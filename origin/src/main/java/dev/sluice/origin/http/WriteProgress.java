package dev.sluice.origin.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** Watches whether the peer of a connection takes what waits for it. Event loop only. */
final class WriteProgress {
  private final Channel channel;
  private final long timeoutNs;

  private Object lastPending;
  private long lastProgress;
  private long lastTakenNs;

  WriteProgress(Channel channel, long timeoutNs, long nowNs) {
    this.channel = channel;
    this.timeoutNs = timeoutNs;
    lastTakenNs = nowNs;
  }

  /** Returns whether bytes wait for the peer and it has taken none of them for too long. */
  boolean isStuck(long nowNs) {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    Object pending = outbound == null ? null : outbound.current();
    long progress = pending == null ? 0 : outbound.currentProgress();
    if (pending == null || pending != lastPending || progress != lastProgress) {
      lastPending = pending;
      lastProgress = progress;
      lastTakenNs = nowNs;
    }
    return nowNs - lastTakenNs >= timeoutNs;
  }
}
