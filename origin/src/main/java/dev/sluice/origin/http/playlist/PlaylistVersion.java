package dev.sluice.origin.http.playlist;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.store.ObjectWriter;
import java.util.Optional;
import java.util.Set;

/**
 * One version of a playlist that was put and is not visible yet: its bytes are in slabs already. Ends with
 * {@link #commit()} or {@link #abort()}.
 *
 * @param key of the playlist
 * @param text without tokens, one character a byte
 * @param scan of the text
 * @param whole writer of the text
 * @param gzip writer of its compressed representation
 */
record PlaylistVersion(
    String key, String text, PlaylistScan scan, ObjectWriter whole, Optional<ObjectWriter> gzip) {
  /** Makes it visible; while a live playlist lists them, its segments are not evicted. Returns the keys that it pins. */
  Set<String> commit(Set<String> listed) {
    boolean isPinning = !scan.isEnded() && listed.size() <= ObjectWriter.MAX_PINNED_KEY_COUNT;
    Set<String> pinned = isPinning ? Set.copyOf(listed) : Set.of();
    whole.pin(pinned);
    if (gzip.isPresent()) {
      whole.commit(gzip.get());
    } else {
      whole.commit();
    }
    return pinned;
  }

  void abort() {
    gzip.ifPresent(ObjectWriter::abort);
    whole.abort();
  }
}
