package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.origin.LogInterval;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.BroadcastHandler;
import dev.sluice.packager.ring.BroadcastReader;
import java.util.Optional;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@code enc-} thread: takes the entries of the {@link FrameRing}, leaves out what is too much, has the rest encoded
 * and publishes it.
 *
 * <p>Every rung publishes the same audio at the same place among its key frames. Where an encoder or a filter is a picture
 * behind, audio waits for it. A rung that carries audio only follows where there are pictures, so that the rungs that show
 * them decide where segments begin.
 *
 * <p>What fails costs its entry and is logged. That holds for errors too: a thread that ended would gate the ring, and the
 * channel with it, for ever. Where the heap is full the launcher has the process end ({@code -XX:+ExitOnOutOfMemoryError}).
 */
final class RungThread {
  private static final Logger LOG = LoggerFactory.getLogger(RungThread.class);
  private static final int DRAIN_LIMIT = 16;
  /** A rung that lags so far keeps up the others through the ring: as few pictures stay as can be. */
  private static final long HOPELESS_90K = 90_000;
  /** A longer gap between pictures looks to the packager as if video stayed away. */
  private static final long GAP_MAX_90K = 36_000;

  private static final long NONE = Long.MIN_VALUE;

  private final String name;
  private final int index; // 0 is the top rung
  private final Optional<RungPlan> plan; // none of a rung that carries audio only
  private final FrameRing ring;
  private final BroadcastReader<FrameEntry> reader;
  private final Optional<RungEncoder> encoder;
  private final RungOutput output;
  private final RungCounters counters;
  private final LoadShedder shedder;
  private final NanoClock clock;
  private final Thread thread;

  // The rung's thread.
  private final BroadcastHandler<FrameEntry> takeEntry = this::onEntry;
  private final RungEncoder.Target publishUnit = this::publish;
  private final HeldAudio.Release publishAudio = this::publish;
  private final HeldAudio heldAudio = new HeldAudio();
  private final SkipPattern pattern = new SkipPattern();
  private final LogInterval faultLog = new LogInterval();
  private boolean isRunning = true;
  private Run run;
  private FrameRateCap cap;
  private long lastIn90k = NONE;
  private long lastOut90k = NONE;

  private boolean isBehind;

  // Written by the rung's thread.
  private volatile long pictureCount;
  private volatile boolean isAtWorst;

  @SuppressWarnings("checkstyle:ParameterNumber") // its parts, put together in one place
  RungThread(
      String channel,
      int index,
      Optional<RungPlan> plan,
      FrameRing ring,
      Optional<RungEncoder> encoder,
      RungOutput output,
      RungCounters counters,
      LoadShedder shedder,
      NanoClock clock) {
    this.name = channel + "/" + counters.rung();
    this.index = index;
    this.plan = plan;
    this.ring = ring;
    this.encoder = encoder;
    this.output = output;
    this.counters = counters;
    this.shedder = shedder;
    this.clock = clock;
    pictureCount = ring.pictureCount();
    reader = ring.addReader();
    thread = new Thread(this::runThread, "enc-" + channel + "-" + counters.rung());
  }

  void start() {
    counters.queue(this::waitingPictures);
    thread.start();
  }

  /** Waits for the thread to end, which the ring tells it to, if it ever began, and frees what it had. */
  void awaitStopped() throws InterruptedException {
    thread.join();
    counters.queue(RungCounters.FrameQueue.EMPTY);
    encoder.ifPresent(RungEncoder::close);
  }

  /** Returns how many pictures the rung is behind. Any thread. */
  long waitingPictures() {
    return plan.isEmpty() ? 0 : Math.max(0, ring.pictureCount() - pictureCount);
  }

  /** Returns whether the rung leaves out as many pictures as it can. Any thread. */
  boolean isAtWorst() {
    return isAtWorst;
  }

  private void runThread() {
    while (isRunning) {
      if (drain() == 0) {
        reader.park();
      }
    }
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // thread top: the rung goes on with the next entry
  private int drain() {
    try {
      return reader.drain(takeEntry, DRAIN_LIMIT);
    } catch (RuntimeException | Error e) {
      if (faultLog.count(clock.nanoTime()) > 0) {
        LOG.error("{}: an entry failed", name, e);
      }
      return 1;
    }
  }

  private void onEntry(FrameEntry entry) {
    if (entry.run() != null && entry.run() != run) {
      begin(entry.run());
    }
    try {
      switch (entry.kind()) {
        case PICTURE -> onPicture(entry);
        case AUDIO -> onAudio((AudioFormat) entry.format(), entry);
        case PASSTHROUGH -> onPassthrough(entry);
        case FLUSH -> flush();
        case STOP -> {
          flush();
          isRunning = false;
        }
      }
    } finally {
      boolean isPicture = entry.kind() == FrameEntry.Kind.PICTURE;
      ring.finish(entry);
      if (isPicture) {
        pictureCount = pictureCount + 1;
      }
    }
  }

  private void begin(Run next) {
    run = next;
    lastIn90k = NONE;
    lastOut90k = NONE;
    output.begin();
    plan.ifPresent(rung ->
        cap = new FrameRateCap(rung.rung().maxFrameRate(), next.frameRate().value()));
    encoder.ifPresent(rung -> rung.begin(next.frameRate()));
    if (isPassthrough()) {
      counters.encoder(RungCounters.PASSTHROUGH);
    }
  }

  private boolean isPassthrough() {
    return run.isTopPassthrough() && index == 0;
  }

  private void onPicture(FrameEntry entry) {
    if (encoder.isEmpty()) {
      lastIn90k = entry.pts90k();
      return;
    }
    if (isPassthrough()) {
      return;
    }
    counters.onPicture();
    if (!cap.keeps(entry.pts90k(), entry.isKey())) {
      return;
    }
    counters.onDue();
    long lag90k = ring.newestPts90k() - entry.pts90k();
    boolean isHopeless = lag90k > HOPELESS_90K && !shedder.isCatchingUp();
    boolean isKept = pattern.keeps(stage(lag90k), entry.isKey()) && !isHopeless;
    if (!isKept && !entry.isKey() && entry.pts90k() - lastIn90k < GAP_MAX_90K) {
      counters.onDropped();
      return;
    }
    long startNs = clock.nanoTime();
    lastIn90k = entry.pts90k();
    encoder.get().encode(entry.picture(), entry.isKey(), publishUnit);
    counters.encodeTime().record(clock.nanoTime() - startNs);
  }

  /** A rung that lags although it leaves out what it can leaves out more until it has caught up. */
  private int stage(long lag90k) {
    int stage = shedder.stage(run.isTopPassthrough() ? index - 1 : index);
    isAtWorst = stage == SkipPattern.STAGE_COUNT;
    isBehind = isAtWorst && lag90k > (isBehind ? 0 : LoadShedder.LAG_MAX_90K);
    return isBehind ? SkipPattern.BRAKE : stage;
  }

  private void onAudio(AudioFormat format, FrameEntry entry) {
    boolean isDelayed = lastOut90k < lastIn90k && entry.pts90k() > lastOut90k;
    if (isDelayed || !heldAudio.isEmpty()) {
      long patience90k = encoder.isEmpty() ? HOPELESS_90K : HeldAudio.PATIENCE_90K;
      heldAudio.add(format, entry.pts90k(), entry.payload(), patience90k, publishAudio);
    } else {
      output.audio(run, format, entry.pts90k(), entry.payload());
    }
  }

  private void onPassthrough(FrameEntry entry) {
    if (index != 0) {
      return;
    }
    counters.onPicture();
    counters.onDue();
    output.video(
        run,
        (VideoFormat) entry.format(),
        entry.pts90k(),
        entry.dts90k(),
        entry.isKey(),
        entry.payload());
  }

  private void flush() {
    encoder.ifPresent(rung -> rung.flush(publishUnit));
    heldAudio.releaseAll(publishAudio);
  }

  private void publish(PictureEncoder from, EncodedUnit unit) {
    lastOut90k = unit.pts90k();
    heldAudio.releaseBefore(lastOut90k, publishAudio);
    output.video(run, from.format(), unit.pts90k(), unit.dts90k(), unit.isRandomAccess(), unit);
    if (lastOut90k >= lastIn90k) {
      heldAudio.releaseAll(publishAudio);
    }
  }

  private void publish(AudioFormat format, long pts90k, AccessUnitPayload payload) {
    output.audio(run, format, pts90k, payload);
  }
}
