package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Makes AAC-LC of one audio track, in frames of 1024 samples that follow each other without a gap.
 *
 * <p>After each {@link #send}, {@link #receive} until it returns {@link EncodedUnit#NONE}. Times count samples from the
 * first frame on, so that the rounding of the source's times does not show. What the source's clock drifts is made good
 * by stretching, too little to hear, as soon as it comes to 25 ms; gaps and overlaps of 100 ms or more are filled with
 * silence or cut. After a jump of more than {@value #JUMP_MAX_90K} ticks, times start again at those of the source.
 */
public final class AudioTranscoder implements AutoCloseable {
  /** Result of {@link #send}: taken. */
  public static final int ACCEPTED = 0;
  /** Result of {@link #send}: cannot be decoded, and is over with. */
  public static final int CORRUPT = -1;

  static final long JUMP_MAX_90K = 5 * 90_000;
  private static final long MEDIA_CLOCK_HZ = 90_000;

  private final LibavCounters counters;
  private final AVCodecContext decoder;
  private final InputPacket packet;
  private final AVFrame decoded;
  private final AacEncoder encoder;

  // For sound of one format that follows on without a jump; null until there is some.
  private AudioResampler resampler;
  private long expectedPts90k;

  private boolean isClosed;

  private AudioTranscoder(AVCodecContext decoder, AacEncoder encoder, LibavCounters counters) {
    this.counters = counters;
    this.decoder = decoder;
    this.encoder = encoder;
    packet = new InputPacket(counters);
    decoded = Results.require(avutil.av_frame_alloc(), "AVFrame");
    counters.frames.increment();
  }

  /**
   * Opens decoder and encoder.
   *
   * @throws LibavException if FFmpeg does not take the formats
   */
  public static AudioTranscoder open(
      AudioFormat source, AudioTarget target, LibavCounters counters) {
    AVCodecContext decoder = openDecoder(source, counters);
    try {
      return new AudioTranscoder(decoder, AacEncoder.open(target, counters), counters);
    } catch (LibavException e) {
      Contexts.free(decoder, counters);
      throw e;
    }
  }

  private static AVCodecContext openDecoder(AudioFormat source, LibavCounters counters) {
    int codecId = switch (source.codec()) {
      case AAC -> avcodec.AV_CODEC_ID_AAC;
      case MP3 -> avcodec.AV_CODEC_ID_MP3;
      case OPUS -> avcodec.AV_CODEC_ID_OPUS;
    };
    AVCodec codec = Results.require(avcodec.avcodec_find_decoder(codecId), source.codecs());
    AVCodecContext context = Contexts.allocate(codec, counters);
    try {
      Contexts.timeBase90k(context);
      context.thread_count(1);
      Contexts.extradata(context, source.configuration().toBytes());
      Results.require(Contexts.open(context, codec), "decoder " + source.codecs());
    } catch (LibavException e) {
      Contexts.free(context, counters);
      throw e;
    }
    return context;
  }

  /** Returns the format of what comes out. */
  public AudioFormat format() {
    return encoder.format();
  }

  /**
   * Takes one frame; its bytes are copied, the payload stays the caller's.
   *
   * @return {@link #ACCEPTED} or {@link #CORRUPT}
   */
  public int send(AccessUnitPayload payload, long pts90k) {
    int result = packet.send(decoder, payload, pts90k, pts90k);
    while (result >= 0) {
      result = avcodec.avcodec_receive_frame(decoder, decoded);
      if (result >= 0) {
        counters.references.increment();
        result = resampleDecoded();
      }
    }
    return result == Results.AGAIN ? ACCEPTED : CORRUPT;
  }

  /** Returns an error code or at least 0. */
  private int resampleDecoded() {
    try {
      return resample(decoded.pts());
    } catch (LibavException e) {
      // Channels without a layout, for instance: a fault of the source, and of this frame only.
      return avutil.AVERROR_INVALIDDATA;
    } finally {
      avutil.av_frame_unref(decoded);
      counters.references.decrement();
    }
  }

  private int resample(long pts90k) {
    if (resampler != null
        && (!resampler.matches(decoded) || Math.abs(pts90k - expectedPts90k) > JUMP_MAX_90K)) {
      closeResampler();
    }
    if (resampler == null) {
      resampler = AudioResampler.open(decoded, pts90k, encoder.target(), counters);
      encoder.startAt(pts90k);
    }
    expectedPts90k = pts90k + decoded.nb_samples() * MEDIA_CLOCK_HZ / decoded.sample_rate();
    return resampler.send(decoded);
  }

  /** What does not fill a frame is lost, unless the stream ends. */
  private void closeResampler() {
    resampler.close();
    resampler = null;
  }

  /** Returns the next frame with one hold that is the caller's, or {@link EncodedUnit#NONE}. */
  public EncodedUnit receive() {
    EncodedUnit unit = encoder.receive();
    while (unit == EncodedUnit.NONE && encodeResampled()) {
      unit = encoder.receive();
    }
    return unit;
  }

  /** Gives the encoder its next frame, or the end of the stream; returns whether there was either. */
  private boolean encodeResampled() {
    if (resampler == null) {
      return false;
    }
    int result = resampler.receive(encoder.frame());
    if (result >= 0) {
      encoder.encode();
      return true;
    }
    if (result == Results.END) {
      closeResampler();
      encoder.drain();
      return true;
    }
    return false;
  }

  /** Says that the stream ends: what is left comes out of {@link #receive()}. */
  public void drain() {
    if (resampler == null) {
      encoder.drain();
    } else {
      resampler.drain();
    }
  }

  /** Frees it; units that were handed out live on. May be called twice. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      if (resampler != null) {
        closeResampler();
      }
      encoder.close();
      avutil.av_frame_free(decoded);
      counters.frames.decrement();
      packet.close();
      Contexts.free(decoder, counters);
    }
  }
}
