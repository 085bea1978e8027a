package dev.sluice.packager.hls;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Puts the text of playlists and manifests into the store: whole, plain and as gzip (RFC 1952) in one step.
 *
 * <p>One a shard, used by its thread only.
 */
public final class PlaylistPublisher implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/vnd.apple.mpegurl"; // rfc8216bis §4
  private static final String MANIFEST_CONTENT_TYPE = "application/dash+xml"; // ISO/IEC 23009-1
  private static final int SHORT_TARGET_SECONDS = 2;

  private static final byte[] GZIP_HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };
  private static final int GZIP_TRAILER_LENGTH = 8;
  /** What incompressible text may grow by: a few bytes for each stored block. */
  private static final int DEFLATE_ROOM = 64;

  private final Namespace namespace;
  // Playlists are the same lines over and over: trying harder costs three times as much for a few
  // bytes.
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, /* nowrap= */ true);
  private final CRC32 crc32 = new CRC32();
  private final Runnable onExhausted;
  private byte[] gzip = new byte[0];

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

  /**
   * Replaces a media playlist with parts, and its delta update.
   *
   * @return whether there is something to skip, so that a delta update is there too
   */
  public boolean publish(String key, LowLatencySnapshot snapshot) {
    String cacheControl = cacheControl(snapshot.rules().targetDurationSeconds());
    publish(key, LowLatencyText.of(snapshot), cacheControl);
    boolean hasDelta = snapshot.skippableCount() > 0;
    if (hasDelta) {
      publish(CmafUris.deltaUpdate(key), LowLatencyText.deltaOf(snapshot), cacheControl);
    }
    return hasDelta;
  }

  /** Replaces a DASH manifest. */
  public void publishManifest(String key, String text) {
    publish(key, text, MANIFEST_CONTENT_TYPE, "max-age=1");
  }

  @Override
  public void close() {
    deflater.end();
  }

  private void publish(String key, String text, String cacheControl) {
    publish(key, text, CONTENT_TYPE, cacheControl);
  }

  private void publish(String key, String text, String contentType, String cacheControl) {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    int gzipLength = compress(plain);
    ObjectWriter whole = namespace.begin(key, spec(contentType, cacheControl, plain.length));
    ObjectWriter compressed =
        namespace.beginRepresentation(spec(contentType, cacheControl, gzipLength));
    if (put(whole, plain, plain.length) && put(compressed, gzip, gzipLength)) {
      whole.commit(compressed);
      return;
    }
    compressed.abort();
    whole.abort();
    onExhausted.run();
  }

  private int compress(byte[] plain) {
    int bound = plain.length + DEFLATE_ROOM;
    if (gzip.length < bound) {
      gzip = new byte[2 * bound];
      System.arraycopy(GZIP_HEADER, 0, gzip, 0, GZIP_HEADER.length);
    }
    deflater.reset();
    deflater.setInput(plain);
    deflater.finish();
    int end = GZIP_HEADER.length
        + deflater.deflate(
            gzip, GZIP_HEADER.length, gzip.length - GZIP_HEADER.length - GZIP_TRAILER_LENGTH);
    crc32.reset();
    crc32.update(plain);
    ByteBuffer.wrap(gzip, end, GZIP_TRAILER_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) crc32.getValue())
        .putInt(plain.length);
    return end + GZIP_TRAILER_LENGTH;
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
