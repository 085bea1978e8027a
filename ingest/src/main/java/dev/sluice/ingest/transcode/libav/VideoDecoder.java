package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Decodes the access units of one video track.
 *
 * <p>After each {@link #send}, {@link #receive} until it returns false. What is corrupt costs its own picture; nothing
 * that a publisher sends makes it throw after {@link #open}.
 * A picture of which parts are damaged is concealed and comes out, since a gap would show more; one that cannot be
 * right, because decoding started in the middle, does not.
 */
public final class VideoDecoder implements AutoCloseable {
  /** Result of {@link #send}: taken. */
  public static final int ACCEPTED = 0;
  /** Result of {@link #send}: cannot be decoded, and is over with. */
  public static final int CORRUPT = -1;
  /** Result of {@link #send}: {@link #receive} first, then send the same again. */
  public static final int FULL = -2;

  private final LibavCounters counters;
  private final AVCodecContext context;
  private final InputPacket packet;
  private boolean isClosed;

  private VideoDecoder(AVCodecContext context, LibavCounters counters) {
    this.counters = counters;
    this.context = context;
    packet = new InputPacket(counters);
  }

  /**
   * Opens a decoder.
   *
   * @throws LibavException if the pictures are larger than the limits allow, before anything is allocated, or the
   *     decoder does not take the configuration
   */
  public static VideoDecoder open(VideoFormat format, DecodeLimits limits, LibavCounters counters) {
    checkSize(format, limits);
    AVCodec codec = Results.require(find(format.codec()), "decoder of " + format.codec());
    AVCodecContext context = Contexts.allocate(codec, counters);
    try {
      // Sizes that only the stream itself says, cropped ones too, are refused by FFmpeg before it
      // allocates.
      context.max_pixels(limits.maxPixels());
      // More threads would hold pictures back; the low delay flag would put B-frames out in the
      // wrong order.
      context.thread_count(1);
      Contexts.timeBase90k(context);
      Contexts.extradata(context, format.configuration().toBytes());
      Results.require(Contexts.open(context, codec), "decoder " + format.codecs());
    } catch (LibavException e) {
      Contexts.free(context, counters);
      throw e;
    }
    return new VideoDecoder(context, counters);
  }

  private static void checkSize(VideoFormat format, DecodeLimits limits) {
    if ((long) format.width() * format.height() > limits.maxPixels()) {
      throw new LibavException("picture size: " + format.width() + "x" + format.height()
          + " (expected: at most transcode.max_picture, " + limits.maxWidth() + "x"
          + limits.maxHeight() + ")");
    }
  }

  private static AVCodec find(VideoCodec codec) {
    return switch (codec) {
      case AVC -> avcodec.avcodec_find_decoder(avcodec.AV_CODEC_ID_H264);
      case HEVC -> avcodec.avcodec_find_decoder(avcodec.AV_CODEC_ID_HEVC);
      // FFmpeg's own needs hardware: natives without a library for AV1 have no decoder of use.
      case AV1 -> {
        AVCodec dav1d = avcodec.avcodec_find_decoder_by_name("libdav1d");
        yield dav1d == null ? avcodec.avcodec_find_decoder_by_name("libaom-av1") : dav1d;
      }
    };
  }

  /**
   * Takes one access unit; its bytes are copied, the payload stays the caller's.
   *
   * @return {@link #ACCEPTED}, {@link #CORRUPT} or {@link #FULL}
   */
  public int send(AccessUnitPayload payload, long pts90k, long dts90k) {
    int result = packet.send(context, payload, pts90k, dts90k);
    if (result >= 0) {
      return ACCEPTED;
    }
    return result == Results.AGAIN ? FULL : CORRUPT;
  }

  /** Moves the next picture in order of presentation into {@code into}; returns whether there was one. */
  public boolean receive(Picture into) {
    into.clear();
    AVFrame frame = into.frame();
    int result = avcodec.avcodec_receive_frame(context, frame);
    while (result != Results.AGAIN && result != Results.END) {
      if (result >= 0) {
        into.filled();
        into.forgetStrangeMatrix();
        if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) == 0) {
          return true;
        }
        into.clear();
      }
      result = avcodec.avcodec_receive_frame(context, frame);
    }
    return false;
  }

  /** Says that the stream ends: what is delayed comes out of {@link #receive}. Afterwards only {@link #reset()}. */
  public void drain() {
    avcodec.avcodec_send_packet(context, null);
  }

  /** Forgets all pictures, to start again at a random access point. */
  public void reset() {
    avcodec.avcodec_flush_buffers(context);
  }

  /** Frees it. May be called twice. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      packet.close();
      Contexts.free(context, counters);
    }
  }
}
