package dev.sluice.packager.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Opus identification headers (RFC 7845 §5.1) and how long packets are (RFC 6716 §3).
 *
 * <pre>
 * "OpusHead" | version (8) channels (8) pre-skip (16) input sample rate (32) output gain (16) mapping family (8)
 * unless the family is 0: streams (8) coupled streams (8) mapping (8 a channel); all little-endian
 * </pre>
 */
public final class OpusConfiguration {
  /** Every decoder can put out this rate, and all times are in it (RFC 7845 §4). */
  public static final int SAMPLE_RATE = 48_000;
  /** Longest header that is taken: of eight channels. */
  public static final int MAX_LENGTH = 29;
  /** Result of {@link #sampleCount}: no packet of Opus. */
  public static final int MALFORMED = -1;

  /**
   * What players take, though the sample entry is "Opus": browsers have always known the lower case, and hls.js and Shaka
   * turn it into what a browser wants.
   */
  private static final String CODECS = "opus";

  private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
  private static final int LENGTH = 19;
  private static final int MAX_COMPATIBLE_VERSION = 15;
  private static final int CHANNELS_OFFSET = 9;
  private static final int PRE_SKIP_OFFSET = 10;
  private static final int FAMILY_OFFSET = 18;
  private static final int MAPPING_OFFSET = 21;
  private static final int MAX_CHANNELS = 8;
  private static final int SILENT_CHANNEL = 255;
  private static final int MAX_PACKET_SAMPLES = 5_760; // 120 ms
  private static final int[] SILK_SAMPLES = {480, 960, 1_920, 2_880};
  private static final int FIRST_HYBRID = 12;
  private static final int FIRST_CELT = 16;
  private static final int SHORTEST_CELT_SAMPLES = 120;

  private OpusConfiguration() {}

  /** Returns the header of a stereo stream that says nothing else. */
  public static byte[] stereo() {
    byte[] head = Arrays.copyOf(MAGIC, LENGTH);
    head[MAGIC.length] = 1;
    head[CHANNELS_OFFSET] = 2;
    return head;
  }

  /**
   * Returns the format that a header describes.
   *
   * @param samplesPerFrame what {@link #sampleCount} says of its packets
   * @throws MalformedMediaException if it is cut short or its channels are mapped otherwise than by family 0 or 1
   */
  public static AudioFormat parse(byte[] head, int samplesPerFrame) {
    check(head);
    return new AudioFormat(
        AudioCodec.OPUS,
        ConfigurationRecord.copyOf(head),
        SAMPLE_RATE,
        head[CHANNELS_OFFSET],
        samplesPerFrame,
        CODECS);
  }

  /**
   * Returns the samples of one channel that a packet has.
   *
   * @param first byte of the packet: config (5), stereo (1), code (2)
   * @param second byte of the packet, which counts the frames if the code is 3
   * @return 120 to 5760, or {@link #MALFORMED}
   */
  public static int sampleCount(int first, int second) {
    int config = first >>> 3 & 0x1F;
    int frameSamples;
    if (config < FIRST_HYBRID) {
      frameSamples = SILK_SAMPLES[config & 3];
    } else if (config < FIRST_CELT) {
      frameSamples = SILK_SAMPLES[config & 1];
    } else {
      frameSamples = SHORTEST_CELT_SAMPLES << (config & 3);
    }
    int frameCount = switch (first & 3) {
      case 0 -> 1;
      case 1, 2 -> 2;
      default -> second & 0x3F;
    };
    int samples = frameSamples * frameCount;
    return samples > 0 && samples <= MAX_PACKET_SAMPLES ? samples : MALFORMED;
  }

  /**
   * Returns the contents of a dOps box (Opus in ISOBMFF §4.3.2): the same fields big-endian, and version 0.
   *
   * @param head a header that {@link #parse} takes
   */
  public static byte[] forSampleEntry(byte[] head) {
    ByteBuffer from = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    from.position(PRE_SKIP_OFFSET);
    ByteBuffer to = ByteBuffer.allocate(head.length - MAGIC.length);
    to.put((byte) 0).put(head[CHANNELS_OFFSET]);
    to.putShort(from.getShort()).putInt(from.getInt()).putShort(from.getShort());
    return to.put(from).array();
  }

  private static void check(byte[] head) {
    if (head.length < LENGTH || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedMediaException(
          "Opus header: " + head.length + " bytes (expected: >= " + LENGTH + ", OpusHead first)");
    }
    int version = head[MAGIC.length] & 0xFF;
    if (version > MAX_COMPATIBLE_VERSION) {
      throw new MalformedMediaException(
          "Opus version: " + version + " (expected: <= " + MAX_COMPATIBLE_VERSION + ")");
    }
    int family = head[FAMILY_OFFSET] & 0xFF;
    int channels = head[CHANNELS_OFFSET] & 0xFF;
    int maxChannels = family == 0 ? 2 : MAX_CHANNELS;
    if (family > 1 || channels < 1 || channels > maxChannels) {
      throw new MalformedMediaException("Opus channels: " + channels + " of mapping family "
          + family + " (expected: 1 or 2 of family 0, 1 to " + MAX_CHANNELS + " of 1)");
    }
    int length = family == 0 ? LENGTH : MAPPING_OFFSET + channels;
    if (head.length != length) {
      throw new MalformedMediaException(
          "Opus header: " + head.length + " bytes (expected: " + length + ")");
    }
    if (family == 1) {
      checkMapping(head);
    }
  }

  private static void checkMapping(byte[] head) {
    int streams = head[LENGTH] & 0xFF;
    int coupled = head[LENGTH + 1] & 0xFF;
    if (streams == 0 || coupled > streams || streams + coupled > SILENT_CHANNEL) {
      throw new MalformedMediaException("Opus streams: " + streams + ", coupled: " + coupled);
    }
    for (int i = MAPPING_OFFSET; i < head.length; i++) {
      int channel = head[i] & 0xFF;
      if (channel >= streams + coupled && channel != SILENT_CHANNEL) {
        throw new MalformedMediaException("Opus channel mapping: " + channel);
      }
    }
  }
}
