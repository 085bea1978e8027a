package dev.sluice.ingest.transcode.libav;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** Turns decoded sound into the rate, the channels and the frames of an encoder. One thread at a time. */
final class AudioResampler implements AutoCloseable {
  /**
   * A compensation of 2 in 1000 at most, when 25 ms are missing or too much; from 100 ms on silence or a cut. The
   * resampler is on even if rates are equal, since switching it on later would lose what it holds.
   */
  private static final String COMPENSATION =
      ":flags=+res:min_comp=0.025:comp_duration=1:max_soft_comp=0.002:min_hard_comp=0.1";

  private static final int LAYOUT_LENGTH_MAX = 128;

  private final FilterGraph graph;
  private final int sampleRate;
  private final int sampleFormat;
  private final int channelCount;
  private final long firstPts90k;
  // A view into the structure that decoded frames come in, got once.
  private final AVChannelLayout layout;

  private AudioResampler(FilterGraph graph, AVFrame first, long firstPts90k) {
    this.graph = graph;
    this.firstPts90k = firstPts90k;
    sampleRate = first.sample_rate();
    sampleFormat = first.format();
    layout = first.ch_layout();
    channelCount = layout.nb_channels();
  }

  /** Opens one for frames like the first, all of which come in the same structure. */
  static AudioResampler open(
      AVFrame first, long firstPts90k, AudioTarget target, LibavCounters counters) {
    String source = "sample_rate=" + first.sample_rate()
        + ":sample_fmt=" + first.format()
        + ":time_base=1/90000:channel_layout=" + describe(first.ch_layout());
    String chain = "aresample=" + target.sampleRate() + COMPENSATION
        + ",aformat=sample_fmts=fltp:sample_rates=" + target.sampleRate()
        + ":channel_layouts=" + (target.channelCount() == 1 ? "mono" : "stereo");
    FilterGraph graph = FilterGraph.ofAudio(source, chain, counters);
    graph.frameSize(AacEncoder.SAMPLES_PER_FRAME);
    return new AudioResampler(graph, first, firstPts90k);
  }

  private static String describe(AVChannelLayout layout) {
    byte[] text = new byte[LAYOUT_LENGTH_MAX];
    int length = Results.require(
        avutil.av_channel_layout_describe(layout, text, text.length), "channel layout");
    return new String(text, 0, Math.max(0, length - 1), StandardCharsets.US_ASCII);
  }

  /** Returns whether it was opened for such frames. */
  boolean matches(AVFrame frame) {
    return frame.sample_rate() == sampleRate
        && frame.format() == sampleFormat
        && layout.nb_channels() == channelCount;
  }

  /** Takes a frame, which stays the caller's, with its time counted from the first one; returns an error code or >= 0. */
  int send(AVFrame frame) {
    frame.pts(frame.pts() - firstPts90k);
    return graph.send(frame);
  }

  /** Says that no more frames come: the rest comes out, the last frame may be shorter. */
  void drain() {
    graph.drain();
  }

  /** Hands a frame out; returns an error code or at least 0. */
  int receive(AVFrame into) {
    return graph.receive(into);
  }

  @Override
  public void close() {
    graph.close();
  }
}
