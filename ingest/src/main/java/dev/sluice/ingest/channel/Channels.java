package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.packager.AccessUnitSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.agrona.concurrent.Agent;

/**
 * The channels of this process and their life. Any thread.
 *
 * <p>Changes of a channel's state are short steps under one lock, which no access unit takes: an access unit reads one
 * volatile field to see that its publication still has the channel.
 */
public final class Channels implements Agent, AutoCloseable {
  static final String STOPPING = "the server stops";

  /** Safe in a URL, in a file name and in a log; never a hidden file or a way up. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}");

  private static final String NAMESPACE = "live";

  private final ChannelsContext context;
  private final ChannelCounters total = ChannelCounters.total();

  // Under the lock.
  private final Map<String, Channel> channels = new HashMap<>();
  // Numbers of forgotten channels that the clock has not reached: a new life must not use them
  // again.
  private final Map<String, Long> nextMediaSequences = new HashMap<>();
  private boolean isClosed;

  private Channels(ChannelsContext context) {
    this.context = context;
  }

  /** Makes an empty set of channels; time passes in {@link #doWork()}. */
  public static Channels launch(ChannelsContext context) {
    return new Channels(context.conclude());
  }

  /**
   * Asks to publish. The answer may come at once or after the time it takes to see whether the present publisher is
   * still alive.
   *
   * @return a handle by which a connection that closes before the answer withdraws its request: the listener is not
   *     called any more, and a publication that was granted meanwhile is closed
   */
  public AutoCloseable requestPublish(PublishRequest request, PublishListener listener) {
    PendingRequest pending = new PendingRequest(request, listener);
    String name = request.channel();
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      refuse(
          pending,
          Refusal.BAD_NAME,
          "a channel's name is 1 to 64 letters, digits, '_', '-' or '.', not '..', none in front");
    } else if (!context
        .authorizer()
        .isAllowed(Permission.PUBLISH, NAMESPACE, name, request.credential())) {
      refuse(pending, Refusal.UNAUTHORIZED, "the key does not allow publishing to " + name);
    } else {
      decide(pending, name);
    }
    return () -> withdraw(pending);
  }

  /**
   * Lets time pass: takeovers, ends of resume windows and of retention. One thread, every 100 ms or more often.
   *
   * @return how many channels were forgotten
   */
  @Override
  public synchronized int doWork() {
    if (isClosed) {
      return 0;
    }
    long nowNs = context.nanoClock().nanoTime();
    long epochSeconds = epochSeconds();
    nextMediaSequences.values().removeIf(next -> next <= epochSeconds);
    List<Channel> over = new ArrayList<>();
    for (Channel channel : channels.values()) {
      if (channel.onTick(nowNs)) {
        over.add(channel);
      }
    }
    for (Channel channel : over) {
      channels.remove(channel.name());
      if (channel.nextMediaSequence() > epochSeconds) {
        nextMediaSequences.put(channel.name(), channel.nextMediaSequence());
      }
    }
    return over.size();
  }

  @Override
  public String roleName() {
    return "channels";
  }

  /** Returns what every channel is doing, by name. */
  public synchronized List<ChannelStatus> snapshot() {
    long nowNs = context.nanoClock().nanoTime();
    return channels.values().stream()
        .map(channel -> channel.status(nowNs))
        .sorted(Comparator.comparing(ChannelStatus::name))
        .toList();
  }

  /** Returns what happened to all channels together. */
  public ChannelCounters counters() {
    return total;
  }

  /** Registers what channels count. Once, while the process is composed. */
  public void registerOn(Metrics metrics) {
    ChannelMetrics.register(this, metrics);
  }

  /**
   * Sends the publishers away. Their open segments are finished and the playlists stay as they are: the streams are not
   * over, viewers find them again at the next start.
   */
  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (Channel channel : channels.values()) {
      channel.shutDown();
    }
  }

  synchronized void onStillLive(Channel channel, ChannelPublication publication) {
    channel.onStillLive(publication);
  }

  synchronized void onClosed(Channel channel, ChannelPublication publication, String reason) {
    channel.onClosed(publication, reason);
  }

  synchronized void onHandedOver(Channel channel, ChannelPublication from, PendingRequest to) {
    if (isClosed) {
      from.flow().discard();
      to.refuse(Refusal.LIMIT, STOPPING);
    } else {
      channel.onHandedOver(from, to);
    }
  }

  synchronized AccessUnitSink rendition(Channel channel, String rendition) {
    return channel.rendition(rendition);
  }

  /** Returns the number that a life begins with, given the one that the last life would have used next. */
  long firstMediaSequence(long next) {
    return Math.max(epochSeconds(), next);
  }

  private synchronized void decide(PendingRequest pending, String name) {
    Channel channel = channels.get(name);
    if (isClosed) {
      refuse(pending, Refusal.LIMIT, STOPPING);
    } else if (channel != null) {
      channel.onRequest(pending);
    } else if (channels.size() >= context.maxChannels()) {
      refuse(pending, Refusal.LIMIT, "the server has " + channels.size() + " channels already");
    } else {
      Channel opened = new Channel(name, this, context, total.ofChannel());
      opened.open(pending, firstMediaSequence(nextMediaSequences.getOrDefault(name, 0L)));
      nextMediaSequences.remove(name);
      channels.put(name, opened);
    }
  }

  private synchronized void withdraw(PendingRequest pending) {
    pending.close();
    Channel channel = channels.get(pending.request().channel());
    if (channel != null) {
      channel.withdraw(pending);
    }
  }

  private void refuse(PendingRequest pending, Refusal refusal, String detail) {
    total.onRefusal(refusal);
    pending.refuse(refusal, detail);
  }

  private long epochSeconds() {
    return TimeUnit.MILLISECONDS.toSeconds(context.epochClock().time());
  }
}
