package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.TrackTimes.Track;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** A publication of one {@link Channel}: checks that it still has the channel and hands what comes to its flow. */
final class ChannelPublication implements Publication {
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
  private final AtomicLong lastTakenNs;
  private volatile VideoFormat videoFormat;
  private volatile AudioFormat audioFormat;

  // Event loop only.
  private final PublicationLog log;

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
    this.lastMediaNs = new AtomicLong(nanoClock.nanoTime());
    this.lastTakenNs = new AtomicLong(lastMediaNs.get());
    this.log = new PublicationLog(channel.name(), request.publisher().remote(), flow);
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
      log.onNoFormat(Track.VIDEO, nowNs);
      return;
    }
    boolean isTaken = flow.video(pts90k, dts90k, payload, nowNs, epochClock.time());
    log.onPicture(isTaken, nowNs);
    onUnit(isTaken, nowNs);
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
      log.onNoFormat(Track.AUDIO, nowNs);
      return;
    }
    onUnit(flow.audio(pts90k, payload, nowNs, epochClock.time()), nowNs);
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

  /** Returns how long ago an access unit came, whatever became of it. */
  long mediaAgeNs(long nowNs) {
    return Math.max(0, nowNs - lastMediaNs.get());
  }

  /** Returns how long ago an access unit came that was of use. */
  long takenAgeNs(long nowNs) {
    return Math.max(0, nowNs - lastTakenNs.get());
  }

  /** Returns what has not come for so long. */
  String missing(long ageNs, long nowNs) {
    if (mediaAgeNs(nowNs) >= ageNs) {
      return "media";
    }
    return videoFormat == null ? "sequence header" : "key frame";
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

  private void onUnit(boolean isTaken, long nowNs) {
    if (isTaken) {
      lastTakenNs.lazySet(nowNs);
    }
    log.onUnit(nowNs);
  }
}
