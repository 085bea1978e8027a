package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.BitRates;
import dev.sluice.packager.codec.MalformedMediaException;
import dev.sluice.packager.codec.VideoFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Encodes H.264 without delay: no B-frames, and IDR pictures where they are asked for and nowhere else.
 *
 * <p>After each {@link #send}, {@link #receive} until it returns {@link EncodedUnit#NONE}. libopenh264 adds IDR pictures
 * at scene cuts: FFmpeg has no word for it to leave them.
 */
public final class VideoEncoder implements AutoCloseable {
  private static final int AVCC_VERSION = 1;

  private final LibavCounters counters;
  private final AVCodecContext context;
  private final VideoFormat format;
  private final boolean isAnnexB;
  private final UnitPool pool;

  // Views for the conversion from Annex B.
  private final UnsafeBuffer stream = new UnsafeBuffer(0, 0);
  private final UnsafeBuffer target = new UnsafeBuffer(0, 0);

  private boolean isClosed;

  private VideoEncoder(AVCodecContext context, BitRates bitRates, LibavCounters counters) {
    this.counters = counters;
    this.context = context;
    byte[] extradata = Contexts.extradata(context);
    isAnnexB = extradata.length == 0 || extradata[0] != AVCC_VERSION;
    format = AvcConfiguration.parse(isAnnexB ? AnnexB.configurationRecord(extradata) : extradata)
        .with(bitRates);
    pool = new UnitPool(counters);
  }

  /**
   * Opens an encoder.
   *
   * @throws LibavException if FFmpeg does not take the settings, or the encoder's header is not H.264 as players need it
   */
  public static VideoEncoder open(EncoderSettings settings, LibavCounters counters) {
    AVCodec codec = Results.require(
        avcodec.avcodec_find_encoder_by_name(settings.encoder()), settings.encoder());
    AVCodecContext context = Contexts.allocate(codec, counters);
    try {
      VideoEncoderOptions.apply(settings, context);
      Results.require(Contexts.open(context, codec), settings.toString());
      return new VideoEncoder(context, settings.bitRates(), counters);
    } catch (LibavException e) {
      Contexts.free(context, counters);
      throw e;
    } catch (MalformedMediaException e) {
      Contexts.free(context, counters);
      throw new LibavException(settings.encoder() + ": header: " + e.getMessage());
    }
  }

  /** Returns the format of what comes out, the same for the same settings. */
  public VideoFormat format() {
    return format;
  }

  /**
   * Takes a picture of the size in the settings; the caller keeps its holder, in which the kind of picture is noted. Times
   * must grow from picture to picture.
   *
   * @param isForcedIdr whether it becomes an IDR picture; the first one does anyway
   * @return whether it was taken; if not, the encoder could not use it
   */
  public boolean send(Picture picture, boolean isForcedIdr) {
    AVFrame frame = picture.frame();
    // What it was in the source must not decide.
    frame.pict_type(isForcedIdr ? avutil.AV_PICTURE_TYPE_I : avutil.AV_PICTURE_TYPE_NONE);
    return avcodec.avcodec_send_frame(context, frame) >= 0;
  }

  /** Returns the next access unit with one hold that is the caller's, or {@link EncodedUnit#NONE}. */
  public EncodedUnit receive() {
    EncodedUnit unit = pool.take();
    AVPacket packet = unit.packet();
    if (avcodec.avcodec_receive_packet(context, packet) < 0) {
      pool.recycle(unit);
      return EncodedUnit.NONE;
    }
    long pts90k = packet.pts();
    long dts90k = packet.dts();
    if (isAnnexB) {
      EncodedUnit converted = convert(unit);
      pool.recycle(unit);
      return converted.handOut(pts90k, dts90k);
    }
    return unit.handOut(pts90k, dts90k);
  }

  private EncodedUnit convert(EncodedUnit unit) {
    int length = unit.packet().size();
    stream.wrap(unit.packetAddress(), length);
    int convertedLength = AnnexB.convertedLength(stream, length);
    EncodedUnit converted = pool.take();
    Results.require(avcodec.av_new_packet(converted.packet(), convertedLength), "av_new_packet");
    converted.packet().flags(unit.packet().flags());
    target.wrap(converted.packetAddress(), convertedLength);
    AnnexB.convert(stream, length, target);
    return converted;
  }

  /** Says that the stream ends: what is delayed comes out of {@link #receive()}. */
  public void drain() {
    avcodec.avcodec_send_frame(context, null);
  }

  /** Frees it; units that were handed out live on. May be called twice. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      pool.close();
      Contexts.free(context, counters);
    }
  }
}
