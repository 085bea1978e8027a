package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.ingest.transcode.libav.VideoDecoder;
import dev.sluice.packager.codec.VideoFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the source's video. A stream that no decoder takes, or whose pictures are too large, goes without.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class DecodeStage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeStage.class);
  private static final int ARRIVALS = 64; // a power of two; more than decoders reorder

  /** Takes decoded pictures. */
  @FunctionalInterface
  interface Target {
    /** Takes a picture out of its holder, or leaves it to be given back. */
    void onPicture(Picture picture, long arrivalNs);
  }

  private final String channel;
  private final Transcoding transcoding;
  private final DecodeErrors errors;
  private final Target target;
  private final long[] arrivalPts90k = new long[ARRIVALS];
  private final long[] arrivalsNs = new long[ARRIVALS];

  private int arrivalCount;
  private Picture picture; // null while nothing is open
  private VideoDecoder decoder;
  private VideoFormat format; // that is open or refused, null if none is
  private boolean isRefused;

  DecodeStage(String channel, Transcoding transcoding, SourceCounters counters, Target target) {
    this.channel = channel;
    this.transcoding = transcoding;
    errors = new DecodeErrors(channel, "video", counters, transcoding.context().nanoClock());
    this.target = target;
  }

  /**
   * Opens a decoder, in place of one for another format, unless it is open or has been refused. Returns whether there is
   * one.
   */
  boolean open(VideoFormat next) {
    if (next.equals(format)) {
      return decoder != null;
    }
    close();
    format = next;
    LibavCounters natives = transcoding.natives();
    try {
      decoder = VideoDecoder.open(next, transcoding.context().limits(), natives);
      picture = Picture.allocate(natives);
    } catch (LibavException e) {
      isRefused = true;
      LOG.warn(
          "channel {}: goes without video: {}; a ladder with rungs: [] would leave it as it comes",
          channel,
          e.getMessage());
    }
    return decoder != null;
  }

  boolean isRefused() {
    return isRefused;
  }

  /** Decodes a unit. */
  void decode(SourceUnit unit) {
    int slot = arrivalCount++ & ARRIVALS - 1;
    arrivalPts90k[slot] = unit.pts90k();
    arrivalsNs[slot] = unit.arrivalNs();
    int result = send(unit);
    if (result == VideoDecoder.FULL) {
      receive();
      result = send(unit);
    }
    if (result == VideoDecoder.CORRUPT) {
      errors.onCorrupt();
    }
    receive();
  }

  /** Lets what is delayed come out; then only a random access point goes on. */
  void flush() {
    if (decoder != null) {
      decoder.drain();
      receive();
      decoder.reset();
    }
  }

  /** Frees the decoder; the next format may be decodable again. */
  @Override
  public void close() {
    format = null;
    isRefused = false;
    if (decoder != null) {
      decoder.close();
      decoder = null;
      picture.close();
      picture = null;
    }
  }

  private int send(SourceUnit unit) {
    return decoder.send(unit.payload(), unit.pts90k(), unit.dts90k());
  }

  private void receive() {
    while (decoder.receive(picture)) {
      target.onPicture(picture, arrivalNs(picture.pts90k()));
      picture.clear();
    }
  }

  private long arrivalNs(long pts90k) {
    for (int i = 1; i <= ARRIVALS; i++) {
      int slot = arrivalCount - i & ARRIVALS - 1;
      if (arrivalPts90k[slot] == pts90k) {
        return arrivalsNs[slot];
      }
    }
    return transcoding.context().nanoClock().nanoTime();
  }
}
