package dev.sluice.ingest.channel;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.ConfigurationRecord;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;

/** Channels over a packager that remembers, with clocks and an event loop that are moved by hand. */
final class ChannelsFixture {
  static final long START_EPOCH_MS = 1_700_000_000_000L;
  static final VideoFormat VIDEO = video(720, new FrameRate(30, 1));
  static final AudioFormat AUDIO =
      new AudioFormat(AudioCodec.AAC, ConfigurationRecord.EMPTY, 48_000, 2, 1_024, "mp4a.40.2");
  static final byte[] IDR = {0, 0, 0, 2, 0x65, 1};
  static final byte[] PICTURE = {0, 0, 0, 2, 0x41, 1};
  static final byte[] SEI = {0, 0, 0, 2, 0x06, 1};
  static final byte[] TOO_LONG = {0, 0, 0, 9, 0x65, 1};

  final List<FakePackagedChannel> packaged = new ArrayList<>();
  final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  final Executor loop = tasks::add;
  final Channels channels;

  long nowNs;
  long nowEpochMs = START_EPOCH_MS;
  int lentCount;

  ChannelsFixture(UnaryOperator<ChannelsContext> settings) {
    ChannelsContext context = new ChannelsContext((name, first) -> {
      packaged.add(new FakePackagedChannel(name, first));
      return packaged.get(packaged.size() - 1);
    });
    channels = Channels.launch(
        settings.apply(context.nanoClock(() -> nowNs).epochClock(() -> nowEpochMs)));
  }

  ChannelsFixture() {
    this(settings -> settings);
  }

  static VideoFormat video(int height, FrameRate frameRate) {
    // version, profile, compatibility, level, lengthSizeMinusOne = 3, one SPS and one PPS of one
    // byte each
    byte[] avcc = {1, 100, 0, 31, -1, -31, 0, 1, 0x67, 1, 0, 1, 0x68};
    return new VideoFormat(
        VideoCodec.AVC,
        ConfigurationRecord.copyOf(avcc),
        height * 16 / 9,
        height,
        frameRate,
        "avc1.64001f");
  }

  Peer request(String channel) {
    return request(channel, "");
  }

  Peer request(String channel, String credential) {
    Peer peer = new Peer();
    peer.handle =
        channels.requestPublish(new PublishRequest(channel, credential, peer, loop), peer);
    runLoop();
    return peer;
  }

  /** Requests, is accepted, and announces both tracks. */
  Peer publish(String channel) {
    Peer peer = request(channel);
    peer.publication.videoFormat(VIDEO);
    peer.publication.audioFormat(AUDIO);
    return peer;
  }

  void pass(long ms) {
    nowNs += ms * 1_000_000;
    nowEpochMs += ms;
    channels.doWork();
    runLoop();
  }

  void runLoop() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  FakePackagedChannel latest() {
    return packaged.get(packaged.size() - 1);
  }

  AccessUnitPayload payload(byte[] bytes) {
    lentCount++;
    return new AccessUnitPayload() {
      @Override
      public void wrapInto(UnsafeBuffer view) {
        view.wrap(bytes);
      }

      @Override
      public int length() {
        return bytes.length;
      }

      @Override
      public void release() {
        lentCount--;
      }
    };
  }

  /** A publisher and what it was told. */
  final class Peer implements Publisher, PublishListener {
    Publication publication;
    Refusal refusal;
    String disconnected;
    AutoCloseable handle;

    void video(long ms, byte[] bytes) {
      publication.video(ms * 90, ms * 90, payload(bytes));
    }

    void audio(long ms) {
      publication.audio(ms * 90, payload(new byte[] {1}));
    }

    @Override
    public String remote() {
      return "192.0.2.7:51034";
    }

    @Override
    public String protocol() {
      return "rtmp";
    }

    @Override
    public void disconnect(String reason) {
      disconnected = reason;
    }

    @Override
    public void onAccepted(Publication accepted) {
      publication = accepted;
    }

    @Override
    public void onRefused(Refusal reason, String detail) {
      refusal = reason;
    }
  }
}
