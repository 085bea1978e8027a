package dev.sluice.ingest.transcode.libav;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Says to each H.264 encoder in its own words: no delay, no B-frames, IDR pictures only on demand. */
final class VideoEncoderOptions {
  /** So far away that no encoder gets there: X264_KEYINT_MAX_INFINITE. */
  private static final int GOP_INFINITE = 1 << 30;
  /** Encoders in hardware keep the distance in 16 or 32 bits and have no infinity: half an hour at 30 frames a second. */
  private static final int GOP_LONG = 54_000;

  private VideoEncoderOptions() {}

  static void apply(EncoderSettings settings, AVCodecContext context) {
    context.width(settings.width());
    context.height(settings.height());
    context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    context.sample_aspect_ratio().num(1).den(1);
    context
        .framerate()
        .num(settings.frameRate().numerator())
        .den(settings.frameRate().denominator());
    Contexts.timeBase90k(context);
    context.bit_rate(settings.bitrate());
    context.rc_max_rate(settings.maxBitrate());
    context.rc_buffer_size(settings.bufferBits());
    context.max_b_frames(0);
    context.gop_size(GOP_LONG);
    context.thread_count(settings.threads());
    context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    colours(settings.colours(), context);
    switch (settings.encoder()) {
      case "libx264" -> x264(settings, context);
      case "libopenh264" -> openH264(settings, context);
      case "h264_nvenc" -> nvenc(settings, context);
      case "h264_videotoolbox" -> videoToolbox(settings, context);
      default ->
        throw new LibavException(
            "encoder: " + settings.encoder() + " (expected: one that EncoderCatalog tries)");
    }
  }

  private static void colours(ColourDescription colours, AVCodecContext context) {
    context.color_range(avutil.AVCOL_RANGE_MPEG);
    context.color_primaries(colours.primaries());
    context.color_trc(colours.transfer());
    context.colorspace(colours.matrix());
  }

  private static void x264(EncoderSettings settings, AVCodecContext context) {
    context.gop_size(GOP_INFINITE);
    require(context, "preset", settings.preset().word());
    require(context, "tune", "zerolatency");
    require(context, "profile", settings.profile().word());
    require(context, "forced-idr", "1");
    // Length prefixes and avcC at once, and no key frame that was not asked for.
    require(context, "x264-params", "annexb=0:scenecut=0:open-gop=0");
  }

  private static void openH264(EncoderSettings settings, AVCodecContext context) {
    require(
        context,
        "profile",
        settings.profile() == VideoProfile.BASELINE
            ? "constrained_baseline"
            : settings.profile().word());
    require(context, "rc_mode", "bitrate");
    require(context, "allow_skip_frames", "0");
    context.slices(settings.threads());
  }

  private static void nvenc(EncoderSettings settings, AVCodecContext context) {
    require(context, "profile", settings.profile().word());
    require(context, "preset", "p4");
    require(context, "tune", "ull");
    require(context, "rc", "cbr");
    require(context, "zerolatency", "1");
    require(context, "delay", "0");
    require(context, "no-scenecut", "1");
    require(context, "forced-idr", "1");
  }

  private static void videoToolbox(EncoderSettings settings, AVCodecContext context) {
    require(context, "profile", settings.profile().word());
    require(context, "realtime", "1");
  }

  private static void require(AVCodecContext context, String name, String value) {
    if (!Contexts.option(context, name, value)) {
      throw new LibavException(name + ": " + value + " (expected: a value that the encoder knows)");
    }
  }
}
