package dev.sluice.origin.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A small answer from the heap: a page, a script, a JSON document.
 *
 * @param status HTTP status code
 * @param contentType media type
 * @param cacheControl value of the Cache-Control header
 * @param body bytes; not changed afterwards
 * @param etag strong entity tag with its quotes; empty if the page is made anew for each request
 * @param gzip compressed bytes, if they are fewer; only with an entity tag
 */
public record Page(
    int status,
    String contentType,
    String cacheControl,
    byte[] body,
    String etag,
    Optional<byte[]> gzip) {
  private static final int ETAG_LENGTH = 12;

  /** Makes a page that is valid for one answer. */
  public Page(int status, String contentType, String cacheControl, byte[] body) {
    this(status, contentType, cacheControl, body, "", Optional.empty());
  }

  /** Makes a page that is sent many times: with an entity tag of its bytes, and compressed once. */
  public static Page fixed(String contentType, String cacheControl, byte[] body) {
    byte[] compressed = compress(body);
    return new Page(
        200,
        contentType,
        cacheControl,
        body,
        etag(body),
        Optional.of(compressed).filter(bytes -> bytes.length < body.length));
  }

  /** Returns whether all answers share the bytes. */
  boolean isFixed() {
    return !etag.isEmpty();
  }

  /** Returns the same page compressed, as there is one. */
  Page compressed() {
    return new Page(
        status, contentType, cacheControl, gzip.orElseThrow(), etag, /* gzip= */ Optional.empty());
  }

  private static String etag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return '"' + HexFormat.of().formatHex(digest, 0, ETAG_LENGTH) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  private static byte[] compress(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
