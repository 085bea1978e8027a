package dev.sluice.ingest.gateway;

import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A player: FFmpeg follows a live playlist and decodes every frame. Any thread. */
final class DecodingPlayer implements AutoCloseable {
  private static final String VIDEO_LINE = "0,";
  private static final String AUDIO_LINE = "1,";

  // Written by the thread that reads the player's output.
  private final AtomicInteger videoFrames = new AtomicInteger();
  private final AtomicInteger audioFrames = new AtomicInteger();

  private final FfmpegProcess process;

  /** Starts to play from the oldest segment on: that of the playlist's videos, counted from 0, and its sound. */
  DecodingPlayer(BundledFfmpeg ffmpeg, String playlist, int videoIndex) {
    process = ffmpeg.ffmpeg(
        List.of(
            "-live_start_index",
            "0",
            "-analyzeduration",
            "1000000",
            "-i",
            playlist,
            "-map",
            "0:v:" + videoIndex,
            "-map",
            "0:a:0",
            "-fps_mode",
            "passthrough",
            "-flush_packets",
            "1",
            "-f",
            "framecrc",
            "-"),
        this::onLine);
  }

  // One line a decoded frame, with the number of its stream first.
  private void onLine(String line) {
    if (line.startsWith(VIDEO_LINE)) {
      videoFrames.incrementAndGet();
    } else if (line.startsWith(AUDIO_LINE)) {
      audioFrames.incrementAndGet();
    }
  }

  int videoFrames() {
    return videoFrames.get();
  }

  int audioFrames() {
    return audioFrames.get();
  }

  /** Returns what FFmpeg complained of. */
  List<String> errors() {
    return process.errors();
  }

  @Override
  public void close() {
    process.close();
  }
}
