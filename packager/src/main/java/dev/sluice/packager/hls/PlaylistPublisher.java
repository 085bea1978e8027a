package dev.sluice.packager.hls;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Puts the text of playlists and manifests into the store: whole, plain and as gzip (RFC 1952) in one step.
 *
 * <p>Any thread; no locks. There are as many encoders as threads that ever published at once.
 */
public final class PlaylistPublisher implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/vnd.apple.mpegurl"; // rfc8216bis §4
  private static final String MANIFEST_CONTENT_TYPE = "application/dash+xml"; // ISO/IEC 23009-1
  private static final int SHORT_TARGET_SECONDS = 2;

  private final Namespace namespace;
  private final Runnable onExhausted;

  // Any thread.
  private final Queue<GzipEncoder> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosed;

  /**
   * Publishes into a namespace.
   *
   * @param onExhausted called when the store is full, so that the former version of a playlist stays
   */
  public PlaylistPublisher(Namespace namespace, Runnable onExhausted) {
    this.namespace = namespace;
    this.onExhausted = onExhausted;
  }

  /** Replaces a media playlist. */
  public void publish(String key, MediaPlaylistSnapshot snapshot) {
    publish(key, PlaylistText.of(snapshot), cacheControl(snapshot.targetDurationSeconds()));
  }

  /** Replaces a multivariant playlist. */
  public void publish(String key, MultivariantSnapshot snapshot, int targetDurationSeconds) {
    publish(key, PlaylistText.of(snapshot), maxAge(targetDurationSeconds));
  }

  /** Replaces a media playlist with parts; returns whether there was room. */
  public boolean publish(String key, LowLatencySnapshot snapshot) {
    return publish(
        key, LowLatencyText.of(snapshot), cacheControl(snapshot.rules().targetDurationSeconds()));
  }

  /** Replaces the delta update of a media playlist with parts; returns whether there is something to skip, and was room. */
  public boolean publishDelta(String key, LowLatencySnapshot snapshot) {
    return snapshot.skippableCount() > 0
        && publish(
            CmafUris.deltaUpdate(key),
            LowLatencyText.deltaOf(snapshot),
            cacheControl(snapshot.rules().targetDurationSeconds()));
  }

  /** Replaces a DASH manifest. */
  public void publishManifest(String key, String text) {
    publish(key, text, MANIFEST_CONTENT_TYPE, "max-age=1");
  }

  /** Frees the encoders; those in use when they come back. */
  @Override
  public void close() {
    isClosed = true;
    freeIdle();
  }

  private boolean publish(String key, String text, String cacheControl) {
    return publish(key, text, CONTENT_TYPE, cacheControl);
  }

  private boolean publish(String key, String text, String contentType, String cacheControl) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    GzipEncoder encoder = take();
    int gzipLength = encoder.encode(plain);
    ObjectWriter whole = namespace.begin(key, spec(contentType, cacheControl, plain.length));
    ObjectWriter compressed =
        namespace.beginRepresentation(spec(contentType, cacheControl, gzipLength));
    boolean isWhole =
        put(whole, plain, plain.length) && put(compressed, encoder.bytes(), gzipLength);
    giveBack(encoder);
    if (isWhole) {
      whole.commit(compressed);
    } else {
      compressed.abort();
      whole.abort();
      onExhausted.run();
    }
    return isWhole;
  }

  private GzipEncoder take() {
    GzipEncoder encoder = idle.poll();
    return encoder == null ? new GzipEncoder() : encoder;
  }

  private void giveBack(GzipEncoder encoder) {
    idle.add(encoder);
    if (isClosed) {
      freeIdle();
    }
  }

  private void freeIdle() {
    for (GzipEncoder encoder = idle.poll(); encoder != null; encoder = idle.poll()) {
      encoder.end();
    }
  }

  private static boolean put(ObjectWriter target, byte[] bytes, int length) {
    int offset = target.claim(length);
    if (offset < 0) {
      return false;
    }
    target.buffer().putBytes(offset, bytes, 0, length);
    return true;
  }

  private static ObjectSpec spec(String contentType, String cacheControl, int length) {
    return new ObjectSpec(
        contentType, cacheControl, ObjectSpec.Visibility.WHOLE, ObjectSpec.PINNED, length);
  }

  private static String cacheControl(int targetDurationSeconds) {
    return targetDurationSeconds < SHORT_TARGET_SECONDS
        ? "no-cache"
        : maxAge(targetDurationSeconds);
  }

  /** Half a target duration: a cache may hide a new segment for no longer than a player waits between reloads. */
  private static String maxAge(int targetDurationSeconds) {
    return "max-age=" + Math.max(1, targetDurationSeconds / 2);
  }
}
