package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.ChannelStatus.State;
import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.PackagedChannel;
import dev.sluice.packager.Timeline;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel: who has it, who waits for it, and where it is in its life.
 *
 * <p>Every method but the accessors of constants is called under the lock of {@link Channels}, on the control path
 * only.
 */
final class Channel {
  /** Most publishers that wait to see whether the present one is alive. */
  static final int WAITING_COUNT_MAX = 4;

  private static final Logger LOGGER = LoggerFactory.getLogger(Channel.class);

  private final String name;
  private final Channels channels;
  private final ChannelsContext context;
  private final ChannelCounters counters;
  private final ArrayDeque<PendingRequest> waiting = new ArrayDeque<>();

  private State state;
  private long sinceNs;
  private long sinceEpochMs;

  // Null while the channel is handed from one publisher to the next, and while nobody publishes.
  private ChannelPublication owner;
  private ChannelPublication latest;

  // For one life of the channel.
  private PackagedChannel packaged;
  private AccessUnitSink sink;
  private long lastFedNs; // when a publication left that had fed it, or the life began

  // Kept from publication to publication.
  private Timeline timeline;
  private long end90k;

  Channel(String name, Channels channels, ChannelsContext context, ChannelCounters counters) {
    this.name = name;
    this.channels = channels;
    this.context = context;
    this.counters = counters;
  }

  String name() {
    return name;
  }

  ChannelCounters counters() {
    return counters;
  }

  /** Begins a life and gives it to a publisher. */
  void open(PendingRequest request, long firstMediaSequence) {
    packaged = context.packagedChannels().open(name, firstMediaSequence);
    sink = null;
    lastFedNs = context.nanoClock().nanoTime();
    begin(request);
  }

  /** Decides on a request to publish, at once or later. */
  void onRequest(PendingRequest request) {
    switch (state) {
      case PUBLISHING -> contest(request);
      case SUSPENDED -> {
        counters.onResume();
        begin(request);
      }
      case ENDED -> {
        long next = nextMediaSequence();
        packaged.close();
        open(request, channels.firstMediaSequence(next));
      }
    }
  }

  /** The owner sends media: whoever waits is refused. */
  void onStillLive(ChannelPublication publication) {
    if (publication == owner) {
      owner.unchallenge();
      refuseWaiting();
    }
  }

  /** The owner is gone: the channel waits, or goes to who waits for it. */
  void onClosed(ChannelPublication publication, String reason) {
    if (publication != owner) {
      return;
    }
    LOGGER.info("channel {}: {} is gone: {}", name, owner.publisher().remote(), reason);
    owner.revoke();
    leave(publication);
    enter(State.SUSPENDED);
    PendingRequest next = waiting.poll();
    if (next != null) {
      counters.onResume();
      begin(next);
      refuseWaiting();
    }
  }

  /** The old publisher's loop has put the channel down: the new one takes it up. */
  void onHandedOver(ChannelPublication from, PendingRequest to) {
    leave(from);
    begin(to);
  }

  void withdraw(PendingRequest request) {
    request.close();
    if (waiting.remove(request) && waiting.isEmpty() && owner != null) {
      owner.unchallenge();
    }
  }

  /** Does what time brings; returns whether the channel is over and to be forgotten. */
  boolean onTick(long nowNs) {
    switch (state) {
      case PUBLISHING -> {
        if (!waiting.isEmpty() && owner.mediaAgeNs(nowNs) >= context.staleAfterNs()) {
          takeOver(waiting.remove());
        } else if (owner != null && owner.takenAgeNs(nowNs) >= context.mediaTimeoutNs()) {
          giveUp(nowNs);
        }
      }
      case SUSPENDED -> {
        if (nowNs - lastFedNs >= context.resumeWindowNs()) {
          end();
        }
      }
      case ENDED -> {
        if (nowNs - sinceNs >= context.endedRetentionNs()) {
          packaged.close();
          return true;
        }
      }
    }
    return false;
  }

  /** The server stops: the publisher goes, the playlists end. */
  void shutDown() {
    PendingRequest request = waiting.poll();
    while (request != null) {
      request.refuse(Refusal.LIMIT, Channels.STOPPING);
      request = waiting.poll();
    }
    if (owner != null) {
      ChannelPublication stopped = owner;
      owner = null;
      stopped.revoke();
      stopped.onLoop(stopped.flow()::discard);
      stopped.publisher().disconnect(Channels.STOPPING);
      packaged.suspend();
    }
  }

  /** Returns the sink of this life's only rendition; the first caller names it. */
  AccessUnitSink rendition(String rendition) {
    if (sink == null) {
      sink = packaged.rendition(rendition);
    }
    return sink;
  }

  long nextMediaSequence() {
    return packaged.nextMediaSequence();
  }

  ChannelStatus status(long nowNs) {
    var video = latest.currentVideoFormat();
    var audio = latest.currentAudioFormat();
    return new ChannelStatus(
        name,
        state,
        sinceEpochMs,
        latest.publisher().protocol(),
        video == null ? "" : video.codecs(),
        audio == null ? "" : audio.codecs(),
        video == null ? 0 : video.width(),
        video == null ? 0 : video.height(),
        TimeUnit.NANOSECONDS.toMillis(latest.mediaAgeNs(nowNs)));
  }

  private void contest(PendingRequest request) {
    boolean isStale =
        owner != null && owner.mediaAgeNs(context.nanoClock().nanoTime()) >= context.staleAfterNs();
    boolean isOpen = owner != null && context.takeover() != TakeoverPolicy.NEVER;
    if (isOpen && (isStale || context.takeover() == TakeoverPolicy.ALWAYS)) {
      takeOver(request);
    } else if (isOpen && waiting.size() < WAITING_COUNT_MAX) {
      waiting.add(request);
      owner.challenge();
    } else {
      refuse(request);
    }
  }

  private void takeOver(PendingRequest request) {
    ChannelPublication stale = owner;
    owner = null;
    stale.revoke();
    counters.onTakeover();
    refuseWaiting();
    LOGGER.info(
        "channel {}: {} takes over from {}",
        name,
        request.request().publisher().remote(),
        stale.publisher().remote());
    stale.onLoop(() -> channels.onHandedOver(this, stale, request));
    stale.publisher().disconnect("another publisher took over");
  }

  /** Sends the owner away: its bytes alone would keep playlists that stand for ever. */
  private void giveUp(long nowNs) {
    long timeoutNs = context.mediaTimeoutNs();
    owner
        .publisher()
        .disconnect("no " + owner.missing(timeoutNs, nowNs) + " for "
            + TimeUnit.NANOSECONDS.toMillis(timeoutNs) + " ms");
  }

  private void begin(PendingRequest request) {
    PublishRequest asked = request.request();
    long trackWait90k = ticks90k(context.trackWaitNs());
    AccessUnitFlow flow = new AccessUnitFlow(
        new TimestampRepair(ticks90k(context.maxGapNs()), timeline, end90k, counters),
        new StartGate(trackWait90k, counters),
        counters,
        rendition -> channels.rendition(this, rendition));
    owner = new ChannelPublication(channels, this, asked, flow, context);
    latest = owner;
    enter(State.PUBLISHING);
    LOGGER.info(
        "channel {}: publisher {} ({})",
        name,
        asked.publisher().remote(),
        asked.publisher().protocol());
    request.accept(owner);
  }

  private void leave(ChannelPublication publication) {
    owner = null;
    if (publication.flow().hasStarted()) {
      lastFedNs = context.nanoClock().nanoTime();
    }
    publication.flow().discard();
    timeline = publication.flow().timeline();
    end90k = publication.flow().end90k();
    packaged.suspend();
  }

  private void end() {
    packaged.end();
    enter(State.ENDED);
    LOGGER.info("channel {}: ended", name);
  }

  private void enter(State next) {
    state = next;
    sinceNs = context.nanoClock().nanoTime();
    sinceEpochMs = context.epochClock().time();
  }

  private void refuseWaiting() {
    for (PendingRequest request = waiting.poll(); request != null; request = waiting.poll()) {
      refuse(request);
    }
  }

  private void refuse(PendingRequest request) {
    counters.onRefusal(Refusal.BUSY);
    request.refuse(Refusal.BUSY, "another publisher is live on channel " + name);
  }

  private static long ticks90k(long ns) {
    return TimeUnit.NANOSECONDS.toMillis(ns) * 90;
  }
}
