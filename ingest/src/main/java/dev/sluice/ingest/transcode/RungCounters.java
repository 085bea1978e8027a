package dev.sluice.ingest.transcode;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one rung, for as long as its channel is open. Any thread reads them. */
final class RungCounters {
  static final String PASSTHROUGH = "passthrough";

  private final String channel;
  private final String rung;

  // Written by the rung's thread.
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder framesDue = new LongAdder();
  private final LongAdder framesDropped = new LongAdder();
  private final LongAdder framesFailed = new LongAdder();
  private final LongAdder framesEncoded = new LongAdder();
  private final TimeHistogram encodeTime = new TimeHistogram();
  private volatile long bitrate;
  private volatile String encoder = "";

  // Written by the tc- thread.
  private volatile boolean isOffered = true;
  private volatile FrameQueue queue = FrameQueue.EMPTY;

  /** Knows how many pictures wait for a rung. */
  @FunctionalInterface
  interface FrameQueue {
    /** No rung, no picture. */
    FrameQueue EMPTY = () -> 0;

    /** Returns the number of pictures. Any thread. */
    long depth();
  }

  RungCounters(String channel, String rung) {
    this.channel = channel;
    this.rung = rung;
  }

  void onPicture() {
    framesIn.increment();
  }

  /** Counts a picture that the cap on the frame rate leaves. */
  void onDue() {
    framesDue.increment();
  }

  void onDropped() {
    framesDropped.increment();
  }

  /** Counts a picture that a fault of filter or encoder costs. */
  void onFailed() {
    framesFailed.increment();
  }

  void onEncoded() {
    framesEncoded.increment();
  }

  void bitrate(long bitsPerSecond) {
    bitrate = bitsPerSecond;
  }

  void encoder(String name) {
    encoder = name;
  }

  void offered(boolean value) {
    isOffered = value;
  }

  void queue(FrameQueue value) {
    queue = value;
  }

  String rung() {
    return rung;
  }

  long framesDue() {
    return framesDue.sum();
  }

  long framesFailed() {
    return framesFailed.sum();
  }

  long framesEncoded() {
    return framesEncoded.sum();
  }

  TimeHistogram encodeTime() {
    return encodeTime;
  }

  RungStatus status() {
    return new RungStatus(
        channel,
        rung,
        encoder,
        framesIn.sum(),
        framesDropped.sum(),
        framesFailed.sum(),
        framesEncoded.sum(),
        queue.depth(),
        bitrate,
        isOffered);
  }
}
