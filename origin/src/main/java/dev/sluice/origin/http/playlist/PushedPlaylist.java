package dev.sluice.origin.http.playlist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistTokens;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import java.util.Optional;

/** A playlist or manifest that was put and is all here: cleaned, written, and handed to the guard. Any thread. */
public final class PushedPlaylist {
  /** Result of {@link #put}: it is stored. */
  public static final int STORED = 0;
  /** Result of {@link #put}: its namespace is removed. */
  public static final int REMOVED = -4;

  // A shorter credential could be a part of anything; tokens are longer.
  private static final int MIN_TOKEN_LENGTH = 8;

  private PushedPlaylist() {}

  /**
   * Stores a playlist without the tokens in its URIs, and without the writer's own wherever it stands. What is no playlist
   * (a manifest, junk) loses the writer's token only.
   *
   * @param spec of an object that is visible once whole
   * @param bytes as they came
   * @param token that the writer presented, or empty
   * @return {@link #STORED}, {@link #REMOVED}, or the result of {@link ObjectWriter#claim} that stopped it
   */
  public static int put(
      Namespace namespace,
      PlaylistGuard guard,
      String key,
      ObjectSpec spec,
      byte[] bytes,
      String token) {
    String text = withoutTokens(new String(bytes, ISO_8859_1), token);
    byte[] clean = text.getBytes(ISO_8859_1);
    byte[] gzip = PlaylistBytes.gzip(clean);
    ObjectWriter whole;
    Optional<ObjectWriter> compressed;
    try {
      whole = namespace.begin(key, spec);
      compressed =
          gzip.length == 0 ? Optional.empty() : Optional.of(namespace.beginRepresentation(spec));
    } catch (IllegalStateException e) {
      return REMOVED; // no slab is taken yet that would have to go back
    }
    PlaylistVersion version = PlaylistVersion.begin(key, text, whole, compressed);
    int result = PlaylistBytes.append(whole, clean);
    if (result == STORED && compressed.isPresent()) {
      result = PlaylistBytes.append(compressed.get(), gzip);
    }
    if (result == STORED) {
      return guard.offer(version) ? STORED : REMOVED;
    }
    version.abort();
    return result;
  }

  private static String withoutTokens(String text, String token) {
    String stripped = PlaylistTokens.strip(text, PlaylistScan.of(text));
    return token.length() < MIN_TOKEN_LENGTH ? stripped : stripped.replace(token, "");
  }
}
