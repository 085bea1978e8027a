package dev.sluice.origin.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.WeightedFairQueueByteDistributor;

/** Makes the codecs of HTTP/2 connections. */
public final class Http2Codecs {
  private static final int MAX_EMPTY_FRAMES = 2;

  /**
   * Bytes that a stream sends before it is another's turn. The socket is given about as many at a time, so that smaller turns
   * would bring no stream's bytes there sooner; Netty's default of 1 KiB makes every turn a frame of 1 to 2 KiB as soon as two
   * streams send.
   */
  private static final int TURN_LENGTH = 64 * 1024;

  private static final long SHUTDOWN_TIMEOUT_MS = 1_000;

  private Http2Codecs() {}

  /**
   * Returns the codec of one connection that a peer has opened; what it sends goes through a {@link CountingFlowController}.
   *
   * @param maxHeaderLength bytes of a decoded head, names and values (RFC 9113 §6.5.2)
   */
  public static Http2FrameCodec server(Http2Context context, int maxHeaderLength) {
    return new Builder()
        .initialSettings(Http2Settings.defaultSettings()
            .maxConcurrentStreams(context.maxStreams())
            .initialWindowSize(context.windowLength())
            .maxHeaderListSize(maxHeaderLength))
        .validateHeaders(true)
        .validateRequiredPseudoHeaders(true)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES)
        // Rapid reset (CVE-2023-44487) and the server made to reset (CVE-2025-55163).
        .decoderEnforceMaxRstFramesPerWindow(context.maxResets(), Http2Context.RESET_WINDOW_SECONDS)
        .encoderEnforceMaxRstFramesPerWindow(context.maxResets(), Http2Context.RESET_WINDOW_SECONDS)
        .decoderEnforceMaxSmallContinuationFrames(context.maxContinuations())
        .encoderEnforceMaxQueuedControlFrames(context.maxControlFrames())
        .gracefulShutdownTimeoutMillis(SHUTDOWN_TIMEOUT_MS)
        .build();
  }

  private static final class Builder extends Http2FrameCodecBuilder {
    Builder() {
      Http2Connection connection = new DefaultHttp2Connection(/* server= */ true);
      WeightedFairQueueByteDistributor turns = new WeightedFairQueueByteDistributor(connection);
      turns.allocationQuantum(TURN_LENGTH);
      connection.remote().flowController(new CountingFlowController(connection, turns));
      connection(connection);
    }
  }
}
