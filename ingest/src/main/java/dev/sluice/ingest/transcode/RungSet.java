package dev.sluice.ingest.transcode;

import dev.sluice.packager.PackagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rungs of one channel: chosen once, running while a publisher sends, and offered as long as they hold their frame
 * rate.
 *
 * <p>Used by the {@code tc-} thread; the counters are for any.
 */
final class RungSet {
  /** Name of the rendition of a source without video. */
  static final String AUDIO = "audio";

  private static final Logger LOG = LoggerFactory.getLogger(RungSet.class);
  private static final String TOO_SMALL = "the machine is too small: give the rung a faster preset,"
      + " a smaller size or a lower frame rate, or publish less";
  private static final String FAULTY =
      "its filter or encoder fails, see the lines before: give the rung another encoder";
  /** Steps of slower sources count as this. */
  private static final long SPACING_MAX_90K = 9_000;

  private final String channel;
  private final Transcoding transcoding;
  private final PackagedChannel packaged;
  private final List<RungCounters> allCounters = new CopyOnWriteArrayList<>();

  // For the life of the playlists.
  private List<RungPlan> plans = List.of(); // none until the first picture
  private final List<RateWatch> watches = new ArrayList<>();
  private final List<RungCounters> rungCounters = new ArrayList<>();
  private RungCounters audioCounters; // null unless the source was without video once

  // While threads run.
  private final List<RungThread> threads = new ArrayList<>();
  private FrameRing ring; // null while none run
  private LoadShedder shedder;
  private long last90k;
  private long spacing90k;

  RungSet(String channel, Transcoding transcoding, PackagedChannel packaged) {
    this.channel = channel;
    this.transcoding = transcoding;
    this.packaged = packaged;
  }

  /** Chooses the rungs. */
  void plan(List<RungPlan> chosen) {
    plans = chosen;
    for (RungPlan plan : chosen) {
      watches.add(new RateWatch());
      rungCounters.add(counters(plan.name()));
    }
    if (audioCounters != null) {
      offer(audioCounters, false);
    }
    LOG.info("channel {}: {}", channel, describe());
  }

  boolean isPlanned() {
    return !plans.isEmpty();
  }

  /** Returns how many rungs encode. */
  int encodedCount(boolean isTopPassthrough) {
    return isTopPassthrough ? plans.size() - 1 : plans.size();
  }

  boolean isRunning() {
    return ring != null;
  }

  /** Returns the ring of the running rungs. */
  FrameRing ring() {
    return ring;
  }

  /**
   * Starts a thread for each rung; one for the audio if no picture has been seen yet. Starts all of them or none: one that
   * does not run would gate the ring.
   */
  void start() {
    ring = new FrameRing(
        transcoding.natives(), transcoding.context().nanoClock(), transcoding.latency());
    shedder = new LoadShedder(transcoding.share(), Math.max(1, plans.size()), nowNs());
    boolean areStarted = false;
    try {
      addThreads();
      threads.forEach(RungThread::start);
      areStarted = true;
    } finally {
      if (!areStarted) {
        stop();
      }
    }
  }

  private void addThreads() {
    for (int i = 0; i < plans.size(); i++) {
      threads.add(thread(i, Optional.of(plans.get(i)), rungCounters.get(i)));
    }
    if (plans.isEmpty() && audioCounters == null) {
      audioCounters = counters(AUDIO);
    }
    if (audioCounters != null) {
      threads.add(thread(threads.size(), Optional.empty(), audioCounters));
    }
  }

  /** Begins a run. */
  void begin(boolean isCatchingUp) {
    spacing90k = 0;
    for (int i = 0; i < watches.size(); i++) {
      RungCounters counters = rungCounters.get(i);
      watches.get(i).begin(counters.framesDue(), counters.framesEncoded(), counters.framesFailed());
    }
    if (isCatchingUp) {
      shedder.catchUp(nowNs());
    }
  }

  /** Returns whether the rungs still work off what was held at the begin of the run. */
  boolean isCatchingUp() {
    return isRunning() && shedder.isCatchingUp();
  }

  /** Takes note of a picture in the ring, and of how far the source itself is ahead. */
  void onPicture(long pts90k, long sourceLag90k) {
    spacing90k = spacing90k == 0 ? 1 : Math.min(SPACING_MAX_90K, pts90k - last90k);
    last90k = pts90k;
    updateLoad(sourceLag90k);
    for (int i = 0; i < watches.size(); i++) {
      RungCounters counters = rungCounters.get(i);
      boolean hasChanged = watches
          .get(i)
          .update(pts90k, counters.framesDue(), counters.framesEncoded(), counters.framesFailed());
      if (hasChanged) {
        onRate(i);
      }
    }
  }

  /** Ends the threads after all that is in the ring, and frees what they had. */
  void stop() {
    if (ring == null) {
      return;
    }
    ring.stop();
    for (RungThread thread : threads) {
      awaitStopped(thread);
    }
    threads.clear();
    shedder.close();
    ring.close();
    ring = null;
  }

  /** Returns the counters of all rungs that ever were. Any thread. */
  List<RungCounters> counters() {
    return allCounters;
  }

  private RungThread thread(int index, Optional<RungPlan> plan, RungCounters counters) {
    RungOutput output = new RungOutput(packaged.rendition(counters.rung()), counters);
    int encoderThreads = transcoding.context().threadsOfEncoder(plans.size());
    Optional<RungEncoder> encoder =
        plan.map(rung -> new RungEncoder(channel, rung, transcoding, encoderThreads, counters));
    return new RungThread(
        channel,
        index,
        plan,
        ring,
        encoder,
        output,
        counters,
        shedder,
        transcoding.context().nanoClock());
  }

  private RungCounters counters(String rung) {
    RungCounters counters = new RungCounters(channel, rung);
    allCounters.add(counters);
    return counters;
  }

  private void updateLoad(long sourceLag90k) {
    long worst = 0;
    long curable = 0;
    for (int i = 0; i < threads.size(); i++) {
      long waiting = threads.get(i).waitingPictures() - 1;
      worst = Math.max(worst, waiting);
      if (!threads.get(i).isAtWorst()) {
        curable = Math.max(curable, waiting);
      }
    }
    shedder.update(
        nowNs(),
        Math.max(sourceLag90k, worst * spacing90k),
        Math.max(sourceLag90k, curable * spacing90k));
  }

  private void onRate(int index) {
    RungCounters counters = rungCounters.get(index);
    RateWatch watch = watches.get(index);
    if (watch.isOffered()) {
      LOG.info("channel {}: rung {} holds its frame rate again", channel, counters.rung());
    } else if (index < plans.size() - 1) {
      LOG.warn(
          "channel {}: rung {} is not offered: {} of {} pictures in {} s; {}",
          channel,
          counters.rung(),
          watch.encodedCount(),
          watch.dueCount(),
          RateWatch.WINDOW_SECONDS,
          watch.isFaulty() ? FAULTY : TOO_SMALL);
    } else {
      return; // the last one stays: a channel has to offer something
    }
    offer(counters, watch.isOffered());
  }

  private void offer(RungCounters counters, boolean isOffered) {
    counters.offered(isOffered);
    packaged.offer(counters.rung(), isOffered);
  }

  private String describe() {
    StringBuilder text = new StringBuilder("rungs");
    for (RungPlan plan : plans) {
      text.append(' ')
          .append(plan.name())
          .append(" (")
          .append(plan.width())
          .append('x')
          .append(plan.height())
          .append(')');
    }
    return text.toString();
  }

  private void awaitStopped(RungThread thread) {
    boolean isInterrupted = false;
    boolean isStopped = false;
    while (!isStopped) {
      try {
        thread.awaitStopped();
        isStopped = true;
      } catch (InterruptedException e) {
        isInterrupted = true; // what is native must not be freed under the rung's hands
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long nowNs() {
    return transcoding.context().nanoClock().nanoTime();
  }
}
