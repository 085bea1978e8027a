package dev.sluice.origin.http;

import dev.sluice.origin.http.h2.CountingFlowController;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Watches whether the peer takes what waits for it on a stream of an HTTP/2 connection: by the bytes that leave, since windows
 * tell only what the peer would let leave. Event loop only.
 */
final class StreamProgress {
  private final CountingFlowController flow;
  private final Http2Stream stream;
  private final ReaderPace pace;

  private long lastSentLength;

  StreamProgress(CountingFlowController flow, Http2Stream stream, long timeoutNs) {
    this.flow = flow;
    this.stream = stream;
    pace = new ReaderPace(timeoutNs);
  }

  /** Returns whether bytes wait for the peer. */
  boolean isPending() {
    return flow.hasFlowControlled(stream);
  }

  /**
   * Returns whether bytes wait for the peer and it has taken too few of them for too long.
   *
   * @param shareLength what each stream for which bytes wait would have sent since the last call, had they all sent as much
   */
  boolean isStuck(long nowNs, long shareLength) {
    long sentLength = flow.sentLength(stream);
    long takenLength = sentLength - lastSentLength;
    lastSentLength = sentLength;
    // While its window is open the stream waits for its turn: others have what it has not.
    boolean isWindowOpen = flow.windowSize(stream) > 0;
    return pace.isTooSlow(
        nowNs, isPending(), isWindowOpen ? Math.max(takenLength, shareLength) : takenLength);
  }
}
