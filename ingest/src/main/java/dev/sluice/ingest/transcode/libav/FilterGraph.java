package dev.sluice.ingest.transcode.libav;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** A chain of filters with one end to put frames in and one to take them out. One thread at a time. */
final class FilterGraph implements AutoCloseable {
  private static final String IN = "in";
  private static final String OUT = "out";

  private final LibavCounters counters;
  private final AVFilterGraph graph;
  private AVFilterContext source;
  private AVFilterContext sink;
  private boolean isClosed;

  private FilterGraph(LibavCounters counters) {
    this.counters = counters;
    graph = Results.require(avfilter.avfilter_graph_alloc(), "AVFilterGraph");
    counters.contexts.increment();
    // Threads are the rungs' own: those of a graph would compete with them.
    graph.nb_threads(1);
  }

  /** Opens a chain for pictures. */
  static FilterGraph ofPictures(String arguments, String chain, LibavCounters counters) {
    return open("buffer", arguments, chain, "buffersink", counters);
  }

  /** Opens a chain for sound. */
  static FilterGraph ofAudio(String arguments, String chain, LibavCounters counters) {
    return open("abuffer", arguments, chain, "abuffersink", counters);
  }

  private static FilterGraph open(
      String source, String arguments, String chain, String sink, LibavCounters counters) {
    FilterGraph opened = new FilterGraph(counters);
    try {
      opened.source = opened.create(source, IN, arguments);
      opened.sink = opened.create(sink, OUT, null);
      opened.connect(chain);
      return opened;
    } catch (LibavException e) {
      opened.close();
      throw e;
    }
  }

  private AVFilterContext create(String filter, String name, String arguments) {
    AVFilterContext context = new AVFilterContext(null);
    Results.require(
        avfilter.avfilter_graph_create_filter(
            context, avfilter.avfilter_get_by_name(filter), name, arguments, null, graph),
        filter + " " + arguments);
    return context;
  }

  private void connect(String chain) {
    AVFilterInOut outputs = end(IN, source);
    AVFilterInOut inputs = end(OUT, sink);
    try {
      Results.require(
          avfilter.avfilter_graph_parse_ptr(graph, chain, inputs, outputs, null), chain);
      Results.require(avfilter.avfilter_graph_config(graph, null), chain);
    } finally {
      avfilter.avfilter_inout_free(inputs);
      avfilter.avfilter_inout_free(outputs);
    }
  }

  private static AVFilterInOut end(String name, AVFilterContext context) {
    AVFilterInOut end = Results.require(avfilter.avfilter_inout_alloc(), "AVFilterInOut");
    // The structure owns its name and frees it.
    try (BytePointer text = new BytePointer(name)) {
      end.name(avutil.av_strdup(text));
    }
    end.filter_ctx(context);
    end.pad_idx(0);
    end.next(null);
    return end;
  }

  /** Cuts what comes out into frames of so many samples, but for the last one. */
  void frameSize(int sampleCount) {
    avfilter.av_buffersink_set_frame_size(sink, sampleCount);
  }

  /** Puts a frame in, which stays the caller's; returns an error code of FFmpeg or at least 0. */
  int send(AVFrame frame) {
    return avfilter.av_buffersrc_add_frame_flags(
        source, frame, avfilter.AV_BUFFERSRC_FLAG_KEEP_REF);
  }

  /** Says that no more frames come. */
  void drain() {
    avfilter.av_buffersrc_add_frame_flags(source, null, 0);
  }

  /** Takes a frame out into an empty structure; returns an error code of FFmpeg or at least 0. */
  int receive(AVFrame into) {
    return avfilter.av_buffersink_get_frame(sink, into);
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      avfilter.avfilter_graph_free(graph);
      counters.contexts.decrement();
    }
  }
}
