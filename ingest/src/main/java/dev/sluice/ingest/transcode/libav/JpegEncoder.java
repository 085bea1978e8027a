package dev.sluice.ingest.transcode.libav;

import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Makes small JPEG pictures, {@value #WIDTH} pixels wide, upright and with square pixels. One thread at a time.
 *
 * <p>Filter and encoder stay open as long as the pictures are of one format.
 */
public final class JpegEncoder implements AutoCloseable {
  static final int WIDTH = 320;
  private static final int QUALITY_SCALE = 4;

  private final LibavCounters counters;
  private final Picture scaled;
  private final AVPacket packet;

  // Opened for one format, or null before the first picture and after close.
  private PictureFormat format;
  private FilterGraph graph;
  private AVCodecContext context;

  private long pictureCount;
  private boolean isClosed;

  private JpegEncoder(LibavCounters counters) {
    this.counters = counters;
    scaled = Picture.allocate(counters);
    packet = Results.require(avcodec.av_packet_alloc(), "AVPacket");
    counters.packets.increment();
  }

  /** Makes one that opens FFmpeg's encoder at the first picture. */
  public static JpegEncoder create(LibavCounters counters) {
    return new JpegEncoder(counters);
  }

  /**
   * Returns a picture as a JPEG file.
   *
   * @throws LibavException if FFmpeg cannot scale or encode it
   */
  public byte[] encode(Picture picture) {
    if (format == null || !picture.matches(format)) {
      closeFormat();
      openFormat(picture.format());
    }
    scaled.clear();
    Results.require(graph.send(picture.frame()), "thumbnail");
    Results.require(graph.receive(scaled.frame()), "thumbnail");
    scaled.filled();
    // The encoder insists on times that grow, which those of a source need not do.
    scaled.frame().pts(pictureCount++);
    scaled.frame().pict_type(avutil.AV_PICTURE_TYPE_NONE);
    scaled.frame().quality(QUALITY_SCALE * avutil.FF_QP2LAMBDA);
    Results.require(avcodec.avcodec_send_frame(context, scaled.frame()), "mjpeg");
    scaled.clear();
    Results.require(avcodec.avcodec_receive_packet(context, packet), "mjpeg");
    byte[] bytes = new byte[packet.size()];
    new UnsafeBuffer(packet.data().address(), bytes.length).getBytes(0, bytes);
    avcodec.av_packet_unref(packet);
    return bytes;
  }

  private void openFormat(PictureFormat source) {
    PictureTarget target = PictureSize.ofWidth(source, WIDTH);
    graph = FilterGraph.ofPictures(
        PictureFilter.sourceArguments(source),
        source.orientation().filters() + "scale=" + target.width() + ":" + target.height()
            + ":flags=bicubic:out_range=pc,format=yuvj420p,setsar=1",
        counters);
    AVCodec codec =
        Results.require(avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_MJPEG), "mjpeg");
    context = Results.require(avcodec.avcodec_alloc_context3(codec), "AVCodecContext");
    counters.jpegContexts.increment();
    context.width(target.width());
    context.height(target.height());
    context.pix_fmt(avutil.AV_PIX_FMT_YUVJ420P);
    context.color_range(avutil.AVCOL_RANGE_JPEG);
    Contexts.timeBase90k(context);
    context.thread_count(1);
    context.flags(context.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
    Results.require(Contexts.open(context, codec), "mjpeg");
    format = source;
  }

  private void closeFormat() {
    format = null;
    if (graph != null) {
      graph.close();
      graph = null;
    }
    if (context != null) {
      avcodec.avcodec_free_context(context);
      context = null;
      counters.jpegContexts.decrement();
    }
  }

  /** Frees it. May be called twice. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      closeFormat();
      scaled.close();
      avcodec.av_packet_free(packet);
      counters.packets.decrement();
    }
  }
}
