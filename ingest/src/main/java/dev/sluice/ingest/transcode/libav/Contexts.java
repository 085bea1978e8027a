package dev.sluice.ingest.transcode.libav;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Steps in the life of an AVCodecContext, which decoders and encoders have in common. */
final class Contexts {
  private static final int MEDIA_CLOCK_HZ = 90_000;

  private Contexts() {}

  static AVCodecContext allocate(AVCodec codec, LibavCounters counters) {
    AVCodecContext context =
        Results.require(avcodec.avcodec_alloc_context3(codec), "AVCodecContext");
    counters.contexts.increment();
    return context;
  }

  static void free(AVCodecContext context, LibavCounters counters) {
    avcodec.avcodec_free_context(context);
    counters.contexts.decrement();
  }

  static int open(AVCodecContext context, AVCodec codec) {
    return avcodec.avcodec_open2(context, codec, (AVDictionary) null);
  }

  /** Says that times are in ticks of 90 kHz. */
  static void timeBase90k(AVCodecContext context) {
    context.pkt_timebase().num(1).den(MEDIA_CLOCK_HZ);
    context.time_base().num(1).den(MEDIA_CLOCK_HZ);
  }

  /** Gives a configuration record, which the context frees, to a decoder. */
  static void extradata(AVCodecContext context, byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    long paddedLength = (long) bytes.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
    BytePointer extradata =
        Results.require(new BytePointer(avutil.av_mallocz(paddedLength)), "extradata");
    extradata.put(bytes, 0, bytes.length);
    context.extradata(extradata);
    context.extradata_size(bytes.length);
  }

  /** Returns the configuration record that an encoder made. */
  static byte[] extradata(AVCodecContext context) {
    byte[] bytes = new byte[context.extradata_size()];
    if (bytes.length > 0) {
      context.extradata().get(bytes);
    }
    return bytes;
  }

  /** Sets an option of the codec or of all codecs; returns whether there is such an option and it takes the value. */
  static boolean option(AVCodecContext context, String name, String value) {
    return avutil.av_opt_set(context, name, value, avutil.AV_OPT_SEARCH_CHILDREN) >= 0;
  }
}
