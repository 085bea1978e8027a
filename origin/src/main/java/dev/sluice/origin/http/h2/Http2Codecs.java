package dev.sluice.origin.http.h2;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/** Makes the codecs of HTTP/2 connections. */
public final class Http2Codecs {
  private static final int MAX_EMPTY_FRAMES = 2;
  private static final long SHUTDOWN_TIMEOUT_MS = 1_000;

  private Http2Codecs() {}

  /**
   * Returns the codec of one connection that a peer has opened.
   *
   * @param maxHeaderLength bytes of a decoded head, names and values (RFC 9113 §6.5.2)
   */
  public static Http2FrameCodec server(Http2Context context, int maxHeaderLength) {
    return Http2FrameCodecBuilder.forServer()
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
}
