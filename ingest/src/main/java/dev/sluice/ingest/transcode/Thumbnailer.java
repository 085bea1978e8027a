package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.JpegEncoder;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a small picture of the channel in the store, made of decoded key frames.
 *
 * <p>Used by the {@code tc-} thread: the rungs encode meanwhile.
 */
final class Thumbnailer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Thumbnailer.class);
  private static final String CONTENT_TYPE = "image/jpeg";
  private static final String CACHE_CONTROL = "max-age=5";
  /** A channel that is gone without a word leaves its picture no longer than this, or two intervals. */
  private static final long TTL_MIN_MS = TimeUnit.MINUTES.toMillis(5);

  private static final int TTL_INTERVALS = 2;
  private static final int TICKS_PER_MS = 90;

  private static final long NONE = Long.MIN_VALUE;

  private final String channel;
  private final Transcoding transcoding;
  private final SourceCounters counters;
  private final long interval90k; // 0 for none
  private final long ttlMs;
  private JpegEncoder encoder; // null while no publisher sends
  private Picture kept; // null while no publisher sends
  private long last90k = NONE;
  private boolean hasFailed;

  Thumbnailer(String channel, Transcoding transcoding, SourceCounters counters) {
    this.channel = channel;
    this.transcoding = transcoding;
    this.counters = counters;
    interval90k = transcoding.context().thumbnailInterval90k();
    ttlMs = Math.max(TTL_MIN_MS, TTL_INTERVALS * interval90k / TICKS_PER_MS);
  }

  boolean isWanted() {
    return interval90k > 0;
  }

  /** Returns whether this key frame should become the thumbnail; times may begin anew. */
  boolean isDue(long pts90k) {
    return isWanted() && (last90k == NONE || pts90k < last90k || pts90k - last90k >= interval90k);
  }

  /** Refers to a picture, which may then go on. */
  void keep(Picture picture) {
    last90k = picture.pts90k();
    if (encoder == null) {
      encoder = JpegEncoder.create(transcoding.natives());
      kept = Picture.allocate(transcoding.natives());
    }
    kept.refFrom(picture);
  }

  /** Replaces the thumbnail by what was kept. */
  void store() {
    try {
      put(encoder.encode(kept));
      counters.onThumbnail();
    } catch (LibavException e) {
      if (!hasFailed) {
        hasFailed = true;
        LOG.warn("channel {}: no thumbnail: {}", channel, e.getMessage());
      }
    }
    kept.clear();
  }

  /** Takes the thumbnail away. */
  void remove() {
    namespace().remove(key());
  }

  /** Frees the encoder; the thumbnail stays. */
  @Override
  public void close() {
    last90k = NONE;
    if (encoder != null) {
      encoder.close();
      encoder = null;
      kept.close();
      kept = null;
    }
  }

  private void put(byte[] jpeg) {
    ObjectWriter writer = namespace()
        .begin(
            key(),
            new ObjectSpec(
                CONTENT_TYPE, CACHE_CONTROL, ObjectSpec.Visibility.WHOLE, ttlMs, jpeg.length));
    boolean isWhole = false;
    try {
      isWhole = copy(jpeg, writer);
    } finally {
      if (isWhole) {
        writer.commit();
      } else {
        writer.abort();
      }
    }
  }

  private static boolean copy(byte[] jpeg, ObjectWriter writer) {
    int written = 0;
    while (written < jpeg.length) {
      int length = Math.min(ObjectWriter.MAX_CLAIM_LENGTH, jpeg.length - written);
      int offset = writer.claim(length);
      if (offset < 0) {
        return false; // the store is full: the next one may fit
      }
      writer.buffer().putBytes(offset, jpeg, written, length);
      written += length;
    }
    return true;
  }

  private Namespace namespace() {
    return transcoding.context().namespace();
  }

  private String key() {
    return channel + "/thumbnail.jpg";
  }
}
