package dev.sluice.ingest.transcode.libav;

import java.util.concurrent.atomic.LongAdder;

/** Counts what is allocated in native memory. Any thread; one instance a transcoder. */
public final class LibavCounters {
  final LongAdder frames = new LongAdder();
  final LongAdder references = new LongAdder();
  final LongAdder packets = new LongAdder();
  final LongAdder contexts = new LongAdder();
  final LongAdder jpegContexts = new LongAdder();

  /** Returns AVFrames that are allocated. */
  public long frames() {
    return frames.sum();
  }

  /** Returns pictures and audio frames that AVFrames refer to. */
  public long references() {
    return references.sum();
  }

  /** Returns AVPackets that are allocated. */
  public long packets() {
    return packets.sum();
  }

  /** Returns decoders, encoders and filter graphs that are open. */
  public long contexts() {
    return contexts.sum();
  }

  /** Returns JPEG encoders that are open. */
  public long jpegContexts() {
    return jpegContexts.sum();
  }

  /** Returns everything that has to be given back still; 0 when all that was opened is closed and released. */
  public long outstanding() {
    return frames() + references() + packets() + contexts() + jpegContexts();
  }
}
