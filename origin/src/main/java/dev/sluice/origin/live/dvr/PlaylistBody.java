package dev.sluice.origin.live.dvr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One version of a playlist, plain and as gzip (RFC 1952): pieces in a row, most of them shared with other versions.
 *
 * <p>Immutable; any thread reads it. The buffers must be duplicated before their positions are moved.
 */
public final class PlaylistBody {
  private static final byte[] GZIP_HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };
  private static final byte[] LAST_BLOCK = {3, 0
  }; // a fixed-code block of nothing (RFC 1951 §3.2.6)
  private static final int GZIP_TRAILER_LENGTH = 8;

  private final ByteBuffer[] plain;
  private final ByteBuffer[] gzip;
  private final String etag;
  private final int maxAgeSeconds;

  private PlaylistBody(Pieces pieces, String version, int maxAgeSeconds) {
    plain = pieces.plain.toArray(ByteBuffer[]::new);
    gzip = pieces.gzip();
    etag = '"' + version + Long.toHexString(pieces.crc32.getValue()) + '"';
    this.maxAgeSeconds = maxAgeSeconds;
  }

  /** Returns the text of a playlist that is short. */
  static PlaylistBody of(byte[] text, int maxAgeSeconds) {
    Pieces pieces = new Pieces();
    pieces.add(text);
    return new PlaylistBody(pieces, "m-", maxAgeSeconds);
  }

  /**
   * Returns the playlist of a span.
   *
   * @param skippedCount segments that the reader knows
   */
  static PlaylistBody of(
      RecordedWindow window, PlaylistSpan span, int skippedCount, int maxAgeSeconds) {
    Pieces pieces = new Pieces();
    pieces.add(RecordingText.head(window, span, skippedCount));
    long first = span.firstSequence() + skippedCount;
    for (SegmentBlock block : window.blocks()) {
      long from = Math.max(0, first - block.firstSequence());
      long to = Math.min(block.count(), span.endSequence() - block.firstSequence());
      if (from < to) {
        pieces.add(block, (int) from, (int) to);
      }
    }
    if (span.isFinal()) {
      pieces.add(RecordingText.END_LIST);
    }
    return new PlaylistBody(
        pieces, first + "-" + span.endSequence() + (span.isFinal() ? "e-" : "-"), maxAgeSeconds);
  }

  /** Returns the plain text. */
  public ByteBuffer[] plain() {
    return duplicates(plain);
  }

  /** Returns the same as gzip. */
  public ByteBuffer[] gzip() {
    return duplicates(gzip);
  }

  /** Returns a strong entity tag of the plain text, with its quotes. */
  public String etag() {
    return etag;
  }

  /** Returns for how long caches may keep it; 0 if they are to ask each time. */
  public int maxAgeSeconds() {
    return maxAgeSeconds;
  }

  private static ByteBuffer[] duplicates(ByteBuffer[] pieces) {
    ByteBuffer[] duplicates = new ByteBuffer[pieces.length];
    for (int i = 0; i < pieces.length; i++) {
      duplicates[i] = pieces[i].duplicate();
    }
    return duplicates;
  }

  /** What a body is put together of. */
  private static final class Pieces {
    private final List<ByteBuffer> plain = new ArrayList<>();
    private final List<ByteBuffer> deflated = new ArrayList<>();
    private final CRC32 crc32 = new CRC32();
    private int plainLength;

    void add(byte[] text) {
      add(ByteBuffer.wrap(text), ByteBuffer.wrap(SegmentBlock.deflate(text, 0, text.length)));
    }

    void add(SegmentBlock block, int from, int to) {
      add(block.text(from, to), block.deflated(from, to));
    }

    ByteBuffer[] gzip() {
      ByteBuffer trailer = ByteBuffer.allocate(LAST_BLOCK.length + GZIP_TRAILER_LENGTH)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put(LAST_BLOCK)
          .putInt((int) crc32.getValue())
          .putInt(plainLength)
          .flip();
      deflated.add(0, ByteBuffer.wrap(GZIP_HEADER));
      deflated.add(trailer);
      return deflated.toArray(ByteBuffer[]::new);
    }

    private void add(ByteBuffer text, ByteBuffer compressed) {
      plain.add(text);
      deflated.add(compressed);
      plainLength += text.remaining();
      crc32.update(text.duplicate());
    }
  }
}
