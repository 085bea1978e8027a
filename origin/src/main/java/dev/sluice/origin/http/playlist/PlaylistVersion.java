package dev.sluice.origin.http.playlist;

import dev.sluice.origin.m3u8.PlaylistKeys;
import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistUri;
import dev.sluice.origin.store.ObjectWriter;
import java.util.HashSet;
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
 * @param pinned keys of what is not evicted while it is visible
 */
record PlaylistVersion(
    String key,
    String text,
    PlaylistScan scan,
    ObjectWriter whole,
    Optional<ObjectWriter> gzip,
    Set<String> pinned) {
  /** Begins a version, before the first byte is written: a live playlist pins what it lists, which is charged for with that. */
  static PlaylistVersion begin(
      String key, String text, ObjectWriter whole, Optional<ObjectWriter> gzip) {
    PlaylistScan scan = PlaylistScan.of(text);
    Set<String> listed = new HashSet<>();
    for (PlaylistUri uri : scan.uris()) {
      key(key, text, scan, uri).ifPresent(listed::add);
    }
    boolean isPinning = !scan.isEnded() && listed.size() <= ObjectWriter.MAX_PINNED_KEY_COUNT;
    Set<String> pinned = isPinning ? Set.copyOf(listed) : Set.of();
    whole.pin(pinned);
    return new PlaylistVersion(key, text, scan, whole, gzip, pinned);
  }

  /** Returns the key of what the playlist is shown with, or nothing if the URI leads elsewhere. */
  Optional<String> key(PlaylistUri uri) {
    return key(key, text, scan, uri);
  }

  /** Makes it visible. */
  void commit() {
    if (gzip.isPresent()) {
      whole.commit(gzip.get());
    } else {
      whole.commit();
    }
  }

  void abort() {
    gzip.ifPresent(ObjectWriter::abort);
    whole.abort();
  }

  private static Optional<String> key(
      String playlistKey, String text, PlaylistScan scan, PlaylistUri uri) {
    boolean isWaitedFor = switch (uri.kind()) {
      case SEGMENT, MAP, PART -> true;
      case PLAYLIST -> scan.isMultivariant();
      case GAP, OTHER -> false;
    };
    return isWaitedFor ? PlaylistKeys.resolve(playlistKey, uri.in(text)) : Optional.empty();
  }
}
