package dev.sluice.ingest.transcode;

import dev.sluice.origin.LogInterval;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.PackagedChannel;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A packaged channel with a ladder in front of it, and its {@code tc-} thread, which runs from the first unit until the
 * channel is closed.
 *
 * <p>A unit or a command that fails is logged, and the thread goes on with the next, also after an error: closing waits for
 * it. Where the heap is full the launcher has the process end ({@code -XX:+ExitOnOutOfMemoryError}).
 */
final class TranscodedChannel implements PackagedChannel {
  private static final Logger LOG = LoggerFactory.getLogger(TranscodedChannel.class);
  private static final int DRAIN_LIMIT = 16;

  private final String name;
  private final Transcoder transcoder;
  private final PackagedChannel packaged;
  private final NanoClock clock;
  private final SourceInlet inlet;
  private final SourceCounters counters = new SourceCounters();
  private final RungSet rungs;
  private final SourcePipeline pipeline;
  private final LogInterval faultLog = new LogInterval();
  private final Thread thread;

  // Guarded by this; read by any thread. They only ever become true.
  private volatile boolean isStarted;
  private volatile boolean isOver;

  // The tc- thread.
  private boolean isRunning = true;

  TranscodedChannel(
      String name,
      Ladder ladder,
      Transcoder transcoder,
      Transcoding transcoding,
      PackagedChannel packaged) {
    this.name = name;
    this.transcoder = transcoder;
    this.packaged = packaged;
    clock = transcoding.context().nanoClock();
    inlet = new SourceInlet(clock);
    rungs = new RungSet(name, transcoding, packaged);
    pipeline = new SourcePipeline(name, ladder, transcoding, inlet, counters, rungs);
    inlet.connect(this, pipeline);
    thread = new Thread(this::run, "tc-" + name);
  }

  @Override
  public AccessUnitSink rendition(String rendition) {
    return inlet;
  }

  @Override
  public void offer(String rendition, boolean isOffered) {
    packaged.offer(rendition, isOffered);
  }

  @Override
  public void suspend() {
    inOrder(pipeline::suspend, packaged::suspend);
  }

  @Override
  public void end() {
    over();
    inOrder(pipeline::suspend, packaged::end);
  }

  @Override
  public void close() {
    over();
    inOrder(this::leave, packaged::close);
  }

  /** Ends the thread after the units that were accepted before, as if the publisher were gone. */
  void stop() {
    over();
    inOrder(this::leave, packaged::suspend);
  }

  /** Waits for the thread to end. */
  void awaitStopped() throws InterruptedException {
    thread.join();
  }

  @Override
  public long nextMediaSequence() {
    return packaged.nextMediaSequence();
  }

  /** Makes sure that the thread runs; returns false if the channel is over. Any thread. */
  boolean start() {
    if (isOver) {
      return false;
    }
    if (!isStarted) {
      startOnce();
    }
    return true;
  }

  String name() {
    return name;
  }

  SourceStatus sourceStatus() {
    return counters.status(name);
  }

  List<RungCounters> rungCounters() {
    return rungs.counters();
  }

  /** Returns how many units and pictures are on their way. */
  long backlog() {
    long pictures = 0;
    for (RungCounters rung : rungs.counters()) {
      pictures = Math.max(pictures, rung.status().queueDepth());
    }
    return inlet.ring().occupied() + pictures;
  }

  private synchronized void startOnce() {
    if (!isStarted && !isOver) {
      thread.start(); // throws where the system has no thread to give
      isStarted = true;
    }
  }

  private synchronized void over() {
    isOver = true;
  }

  /**
   * Has the source and then the packaged channel take a step after the units that were accepted before; here if there
   * never was one.
   */
  private synchronized void inOrder(Runnable source, Runnable target) {
    Runnable both = () -> {
      try {
        source.run();
      } finally {
        target.run(); // also when the source fails
      }
    };
    if (isStarted) {
      inlet.ring().offer(both);
    } else {
      both.run();
    }
  }

  private void leave() {
    if (isRunning) {
      isRunning = false;
      transcoder.onLeaving(this);
      try {
        pipeline.suspend();
      } finally {
        pipeline.close();
        if (!isStarted) {
          transcoder.onLeft(this);
        }
      }
    }
  }

  private void run() {
    long lastWorkNs = clock.nanoTime();
    while (isRunning) {
      boolean hasWorked = drain();
      long nowNs = clock.nanoTime();
      if (hasWorked) {
        lastWorkNs = nowNs;
      } else {
        inlet.ring().park(nowNs - lastWorkNs);
      }
    }
    inlet.ring().terminate();
    transcoder.onLeft(this);
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // thread top: the channel goes on with the next unit
  private boolean drain() {
    try {
      return inlet.ring().drain(DRAIN_LIMIT) > 0;
    } catch (RuntimeException | Error e) {
      if (faultLog.count(clock.nanoTime()) > 0) {
        LOG.error("channel {}: a unit or a command failed", name, e);
      }
      return true;
    }
  }
}
