package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.AudioFormat;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Decoded AAC of one channel, the first one.
 *
 * @param loudS times of samples that can be heard, in seconds
 */
record Sound(List<Double> loudS) {
  private static final double LOUD = 0.05;
  private static final double SILENCE_BETWEEN_S = 0.3;

  static Sound of(AudioFormat format, List<Clip.Unit> units, LibavCounters counters) {
    AVCodec codec = avcodec.avcodec_find_decoder(avcodec.AV_CODEC_ID_AAC);
    AVCodecContext context = Contexts.allocate(codec, counters);
    Contexts.timeBase90k(context);
    Contexts.extradata(context, format.configuration().toBytes());
    Results.require(Contexts.open(context, codec), "aac");
    AVFrame frame = avutil.av_frame_alloc();
    List<Double> loudS = new ArrayList<>();
    try (InputPacket packet = new InputPacket(counters)) {
      for (Clip.Unit unit : units) {
        Results.require(packet.send(context, unit, unit.pts90k(), unit.pts90k()), "aac");
        while (avcodec.avcodec_receive_frame(context, frame) >= 0) {
          listen(frame, loudS);
        }
      }
    }
    avutil.av_frame_free(frame);
    Contexts.free(context, counters);
    return new Sound(loudS);
  }

  private static void listen(AVFrame frame, List<Double> loudS) {
    float[] samples = new float[frame.nb_samples()];
    new FloatPointer(frame.data(0)).get(samples);
    for (int i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i]) > LOUD) {
        loudS.add(frame.pts() / 90_000.0 + (double) i / frame.sample_rate());
      }
    }
  }

  /** Returns when each beep begins. */
  List<Double> beepsS() {
    List<Double> beeps = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (double time : loudS) {
      if (time - last > SILENCE_BETWEEN_S) {
        beeps.add(time);
      }
      last = time;
    }
    return beeps;
  }

  double firstLoudS() {
    return loudS.get(0);
  }
}
