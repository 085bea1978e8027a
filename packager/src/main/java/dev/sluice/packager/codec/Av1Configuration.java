package dev.sluice.packager.codec;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads AV1 codec configuration records (AV1 in ISOBMFF §2.3.3) and what their sequence header says.
 *
 * <pre>
 * marker (1) version (7) | profile (3) level (5) | tier, depth, chroma (8) | delay (8) | configOBUs
 * </pre>
 */
public final class Av1Configuration {
  private static final int HEADER_LENGTH = 4;
  private static final int MARKER_AND_VERSION = 0x81;

  private Av1Configuration() {}

  /**
   * Returns the format that a record describes, by its sequence header.
   *
   * @throws MalformedMediaException if the record is cut short, has no sequence header, or it cannot be read
   */
  public static VideoFormat parse(byte[] av1c) {
    Av1SequenceHeader header = sequenceHeader(av1c);
    return new VideoFormat(
        VideoCodec.AV1,
        ConfigurationRecord.copyOf(av1c),
        header.width(),
        header.height(),
        header.frameRate(),
        header.codecs());
  }

  /** Returns the open bitstream units of a record that {@link #parse} takes, the sequence header among them. */
  public static byte[] units(byte[] av1c) {
    return Arrays.copyOfRange(av1c, HEADER_LENGTH, av1c.length);
  }

  static Av1SequenceHeader sequenceHeader(byte[] av1c) {
    if (av1c.length < HEADER_LENGTH) {
      throw new MalformedMediaException(
          "av1C length: " + av1c.length + " (expected: >= " + HEADER_LENGTH + ")");
    }
    if ((av1c[0] & 0xFF) != MARKER_AND_VERSION) {
      throw new MalformedMediaException("av1C marker and version: " + (av1c[0] & 0xFF)
          + " (expected: " + MARKER_AND_VERSION + ")");
    }
    ObuCursor cursor = new ObuCursor();
    cursor.wrap(new UnsafeBuffer(av1c), HEADER_LENGTH, av1c.length);
    Av1SequenceHeader header = null;
    int next = cursor.next();
    for (; next == ObuCursor.UNIT && cursor.hasSize(); next = cursor.next()) {
      if (header == null && cursor.type() == ObuCursor.SEQUENCE_HEADER) {
        int offset = cursor.payloadOffset();
        header = Av1SequenceHeader.parse(
            Arrays.copyOfRange(av1c, offset, offset + cursor.payloadLength()));
      }
    }
    if (next != ObuCursor.END || header == null) {
      throw new MalformedMediaException(
          "configOBUs: no whole sequence header (expected: one, every unit with its size)");
    }
    return header;
  }
}
