package dev.sluice.packager.codec;

/** Reads the header of an MPEG-1/2 layer III frame (ISO/IEC 11172-3 §2.4.1.3). */
public final class MpegAudioHeader {
  /** Audio object type 34 of ISO/IEC 14496-3, layer III: the name that Apple's authoring tools and hls.js use. */
  private static final String CODECS = "mp4a.40.34";

  private static final int SYNC = 0x7FF;
  private static final int MPEG_1 = 3;
  private static final int MPEG_2 = 2;
  private static final int LAYER_III = 1;
  private static final int FREE_BITRATE = 0;
  private static final int FORBIDDEN_BITRATE = 15;
  private static final int SINGLE_CHANNEL = 3;
  private static final int[] MPEG_1_SAMPLE_RATES = {44_100, 48_000, 32_000};

  private MpegAudioHeader() {}

  /**
   * Returns the format that a frame's first four bytes describe.
   *
   * @param header the bytes as a big-endian number
   * @throws MalformedMediaException if they are not a layer III header, or one of free format, whose frames have no
   *     length
   */
  public static AudioFormat parse(int header) {
    int version = header >>> 19 & 0x3;
    int bitrateIndex = header >>> 12 & 0xF;
    int sampleRateIndex = header >>> 10 & 0x3;
    if (header >>> 21 != SYNC
        || version == 1
        || (header >>> 17 & 0x3) != LAYER_III
        || bitrateIndex == FREE_BITRATE
        || bitrateIndex == FORBIDDEN_BITRATE
        || sampleRateIndex >= MPEG_1_SAMPLE_RATES.length) {
      throw new MalformedMediaException(
          String.format("frame header: 0x%08x (expected: MPEG audio layer III)", header));
    }
    int rateShift = switch (version) {
      case MPEG_1 -> 0;
      case MPEG_2 -> 1;
      default -> 2; // 0 is "MPEG-2.5", not of the standard but common at low rates
    };
    return new AudioFormat(
        AudioCodec.MP3,
        ConfigurationRecord.EMPTY,
        MPEG_1_SAMPLE_RATES[sampleRateIndex] >> rateShift,
        (header >>> 6 & 0x3) == SINGLE_CHANNEL ? 1 : 2,
        version == MPEG_1 ? 1152 : 576,
        CODECS);
  }
}
