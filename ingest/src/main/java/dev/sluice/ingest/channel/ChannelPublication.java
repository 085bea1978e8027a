package dev.sluice.ingest.channel;

import dev.sluice.origin.LogInterval;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A publication of one {@link Channel}: checks that it still has the channel and hands what comes to its flow. */
final class ChannelPublication implements Publication {
  private static final Logger LOGGER = LoggerFactory.getLogger(ChannelPublication.class);
  private static final long FORMAT_WAIT_NS = TimeUnit.SECONDS.toNanos(5);

  private static final int OWNER = 0;
  /** Another publisher waits to see whether this one still sends. */
  private static final int CHALLENGED = 1;

  private static final int REVOKED = 2;

  private final Channels channels;
  private final Channel channel;
  private final PublishRequest request;
  private final AccessUnitFlow flow;
  private final NanoClock nanoClock;
  private final EpochClock epochClock;

  // Written under the lock of the channels, read for every access unit.
  private volatile int standing = OWNER;

  // Written by the event loop, read by any thread.
  private final AtomicLong lastMediaNs;
  private volatile VideoFormat videoFormat;
  private volatile AudioFormat audioFormat;

  // Event loop only.
  private final LogInterval breakLog = new LogInterval();
  private final LogInterval dropLog = new LogInterval();
  private final long acceptedNs;
  private boolean hasWarnedOfVideoFormat;
  private boolean hasWarnedOfAudioFormat;
  private long loggedSerial;
  private long loggedBackPressureCount;

  ChannelPublication(
      Channels channels,
      Channel channel,
      PublishRequest request,
      AccessUnitFlow flow,
      ChannelsContext context) {
    this.channels = channels;
    this.channel = channel;
    this.request = request;
    this.flow = flow;
    this.nanoClock = context.nanoClock();
    this.epochClock = context.epochClock();
    this.acceptedNs = nanoClock.nanoTime();
    this.lastMediaNs = new AtomicLong(acceptedNs);
    this.loggedSerial = flow.timeline() == null ? 0 : flow.timeline().serial() + 1;
  }

  @Override
  public void videoFormat(VideoFormat format) {
    if (standing != REVOKED) {
      flow.videoFormat(format);
      videoFormat = flow.videoFormat();
    }
  }

  @Override
  public void audioFormat(AudioFormat format) {
    if (standing != REVOKED) {
      flow.audioFormat(format);
      audioFormat = flow.audioFormat();
    }
  }

  @Override
  public void hint(StreamHint hint) {
    flow.hint(hint);
  }

  @Override
  public void video(long pts90k, long dts90k, AccessUnitPayload payload) {
    long nowNs = nanoClock.nanoTime();
    if (!hasChannel(payload, nowNs)) {
      return;
    }
    if (flow.videoFormat() == null) {
      flow.drop(payload, DropReason.NO_FORMAT);
      hasWarnedOfVideoFormat = warnOfFormat("video", hasWarnedOfVideoFormat, nowNs);
      return;
    }
    flow.video(pts90k, dts90k, payload, nowNs, epochClock.time());
    logFaults(nowNs);
  }

  @Override
  public void keyFrameBegun(long pts90k, long dts90k) {
    if (standing != REVOKED) {
      flow.keyFrameBegun(pts90k, dts90k);
    }
  }

  @Override
  public void audio(long pts90k, AccessUnitPayload payload) {
    long nowNs = nanoClock.nanoTime();
    if (!hasChannel(payload, nowNs)) {
      return;
    }
    if (flow.audioFormat() == null) {
      flow.drop(payload, DropReason.NO_FORMAT);
      hasWarnedOfAudioFormat = warnOfFormat("audio", hasWarnedOfAudioFormat, nowNs);
      return;
    }
    flow.audio(pts90k, payload, nowNs, epochClock.time());
    logFaults(nowNs);
  }

  @Override
  public void timestampWrapped() {
    channel.counters().onRepair(RepairCase.WRAP);
  }

  @Override
  public void close(String reason) {
    flow.discard();
    channels.onClosed(channel, this, reason);
  }

  /** Lets the next access unit refuse whoever waits for the channel. */
  void challenge() {
    standing = CHALLENGED;
  }

  void unchallenge() {
    standing = OWNER;
  }

  /** Makes the publication swallow what still comes. */
  void revoke() {
    standing = REVOKED;
  }

  /** Runs a step on the publication's loop, after the units that it is taking; here if the loop has ended. */
  void onLoop(Runnable step) {
    try {
      request.loop().execute(step);
    } catch (RejectedExecutionException e) {
      step.run();
    }
  }

  long mediaAgeNs(long nowNs) {
    return Math.max(0, nowNs - lastMediaNs.get());
  }

  Publisher publisher() {
    return request.publisher();
  }

  AccessUnitFlow flow() {
    return flow;
  }

  VideoFormat currentVideoFormat() {
    return videoFormat;
  }

  AudioFormat currentAudioFormat() {
    return audioFormat;
  }

  private boolean hasChannel(AccessUnitPayload payload, long nowNs) {
    int current = standing;
    if (current == REVOKED) {
      flow.drop(payload, DropReason.TAKEN_OVER);
      return false;
    }
    lastMediaNs.lazySet(nowNs);
    if (current == CHALLENGED) {
      channels.onStillLive(channel, this);
    }
    return true;
  }

  private boolean warnOfFormat(String track, boolean hasWarned, long nowNs) {
    if (!hasWarned && nowNs - acceptedNs >= FORMAT_WAIT_NS) {
      LOGGER.warn(
          "channel {}: {} of {} left out: its sequence header has not come",
          channel.name(),
          track,
          publisher().remote());
      return true;
    }
    return hasWarned;
  }

  private void logFaults(long nowNs) {
    if (flow.timeline().serial() > loggedSerial) {
      loggedSerial = flow.timeline().serial();
      long count = breakLog.count(nowNs);
      if (count > 0) {
        LOGGER.warn(
            "channel {}: times of {} jumped: new timeline {} ({} since the last line)",
            channel.name(),
            publisher().remote(),
            loggedSerial,
            count);
      }
    }
    if (flow.backPressureCount() > loggedBackPressureCount) {
      loggedBackPressureCount = flow.backPressureCount();
      long count = dropLog.count(nowNs);
      if (count > 0) {
        LOGGER.warn(
            "channel {}: packager is full, dropped to the next random access point ({} since the last line)",
            channel.name(),
            count);
      }
    }
  }
}
