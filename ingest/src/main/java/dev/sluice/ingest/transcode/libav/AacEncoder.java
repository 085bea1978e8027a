package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.MalformedMediaException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Encodes AAC-LC. One thread at a time.
 *
 * <p>The encoder counts samples from 0 and never stops; a start says which time one of them has.
 */
final class AacEncoder implements AutoCloseable {
  static final int SAMPLES_PER_FRAME = 1024;
  private static final String ENCODER = "aac";
  private static final long MEDIA_CLOCK_HZ = 90_000;

  private final LibavCounters counters;
  private final AudioTarget target;
  private final AVCodecContext context;
  private final AudioFormat format;
  private final AVFrame frame;
  private final UnitPool pool;

  // Samples that went in.
  private long sampleCount;
  // The encoder is behind by its priming: for that long what comes out may belong to the start
  // before the last.
  private long startSample;
  private long startPts90k;
  private long previousStartSample;
  private long previousStartPts90k;

  private boolean isClosed;

  private AacEncoder(AudioTarget target, AVCodecContext context, LibavCounters counters) {
    this.counters = counters;
    this.target = target;
    this.context = context;
    format = AacConfiguration.parse(Contexts.extradata(context)).with(target.bitRates());
    pool = new UnitPool(counters);
    frame = Results.require(avutil.av_frame_alloc(), "AVFrame");
    counters.frames.increment();
  }

  static AacEncoder open(AudioTarget target, LibavCounters counters) {
    AVCodec codec = Results.require(avcodec.avcodec_find_encoder_by_name(ENCODER), ENCODER);
    AVCodecContext context = Contexts.allocate(codec, counters);
    try {
      context.sample_rate(target.sampleRate());
      context.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
      avutil.av_channel_layout_default(context.ch_layout(), target.channelCount());
      context.bit_rate(target.bitrate());
      context.time_base().num(1).den(target.sampleRate());
      context.thread_count(1);
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
      Results.require(Contexts.open(context, codec), target.toString());
      return new AacEncoder(target, context, counters);
    } catch (LibavException e) {
      Contexts.free(context, counters);
      throw e;
    } catch (MalformedMediaException e) {
      Contexts.free(context, counters);
      throw new LibavException(ENCODER + ": header: " + e.getMessage());
    }
  }

  AudioTarget target() {
    return target;
  }

  AudioFormat format() {
    return format;
  }

  /** Returns the empty structure to put the next frame in, before {@link #encode()}. */
  AVFrame frame() {
    return frame;
  }

  /** Says when the next sample that goes in is heard. */
  void startAt(long pts90k) {
    previousStartSample = startSample;
    previousStartPts90k = startPts90k;
    startSample = sampleCount;
    startPts90k = pts90k;
  }

  /** Encodes what is in {@link #frame()}, and empties it. */
  void encode() {
    counters.references.increment();
    frame.pts(sampleCount);
    sampleCount += frame.nb_samples();
    avcodec.avcodec_send_frame(context, frame);
    avutil.av_frame_unref(frame);
    counters.references.decrement();
  }

  EncodedUnit receive() {
    EncodedUnit unit = pool.take();
    AVPacket packet = unit.packet();
    int result = avcodec.avcodec_receive_packet(context, packet);
    while (result >= 0 && packet.pts() < 0) {
      // Priming: nothing of it is heard, and it lies before the start.
      avcodec.av_packet_unref(packet);
      result = avcodec.avcodec_receive_packet(context, packet);
    }
    if (result < 0) {
      pool.recycle(unit);
      return EncodedUnit.NONE;
    }
    long pts90k = pts90k(packet.pts());
    return unit.handOut(pts90k, pts90k);
  }

  private long pts90k(long sample) {
    return sample >= startSample
        ? startPts90k + ticks(sample - startSample)
        : previousStartPts90k + ticks(sample - previousStartSample);
  }

  private long ticks(long samples) {
    return Math.round((double) samples * MEDIA_CLOCK_HZ / target.sampleRate());
  }

  /** Says that the stream ends: what is delayed comes out of {@link #receive()}. */
  void drain() {
    avcodec.avcodec_send_frame(context, null);
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      pool.close();
      avutil.av_frame_free(frame);
      counters.frames.decrement();
      Contexts.free(context, counters);
    }
  }
}
