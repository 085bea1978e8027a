package dev.sluice.packager.codec;

/**
 * The fields of an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1) that an ADTS header can say (§1.A.2.2), and which
 * extension of them was signalled.
 *
 * @param objectType of the core coder, {@value #AAC_MAIN} to {@value #AAC_LTP}
 * @param extensionObjectType {@value #SBR} or {@value #PARAMETRIC_STEREO} if signalled explicitly, else 0
 * @param sampleRateIndex of the core coder, 0 to 12
 * @param channelConfiguration 1 to 7
 */
public record AudioSpecificConfig(
    int objectType, int extensionObjectType, int sampleRateIndex, int channelConfiguration) {
  static final int AAC_MAIN = 1;
  static final int AAC_LTP = 4;
  static final int SBR = 5;
  static final int PARAMETRIC_STEREO = 29;

  private static final int[] SAMPLE_RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350
  };
  private static final int ESCAPED_SAMPLE_RATE = 15;
  private static final int ESCAPED_OBJECT_TYPE = 31;
  private static final int ER_BSAC = 22;
  private static final int MAX_CHANNEL_CONFIGURATION = 7;
  private static final int EXTENSION_SYNC = 0x2B7;
  private static final int EXTENSION_SYNC_BITS = 11;
  private static final int PARAMETRIC_STEREO_SYNC = 0x548;

  /**
   * Reads a configuration.
   *
   * @throws MalformedMediaException if it is cut short or names what ADTS cannot carry
   */
  public static AudioSpecificConfig parse(byte[] bytes) {
    BitReader reader = new BitReader(bytes);
    int objectType = objectType(reader);
    int sampleRateIndex = sampleRateIndex(reader);
    int channelConfiguration = reader.bits(4);
    int extensionObjectType = 0;
    int coreObjectType = objectType;
    if (objectType == SBR || objectType == PARAMETRIC_STEREO) {
      extensionObjectType = objectType;
      skipSampleRate(reader);
      coreObjectType = objectType(reader);
      if (coreObjectType == ER_BSAC) {
        reader.skip(4); // extensionChannelConfiguration
      }
    }
    checkAdts(coreObjectType, channelConfiguration);
    readGeneralAudio(reader);
    if (extensionObjectType == 0) {
      extensionObjectType = extensionObjectType(reader);
    }
    return new AudioSpecificConfig(
        coreObjectType, extensionObjectType, sampleRateIndex, channelConfiguration);
  }

  /** Returns the rate of the core coder in Hz. */
  public int sampleRate() {
    return SAMPLE_RATES[sampleRateIndex];
  }

  /** Returns the channels of the core coder, 1 to 8 (Table 1.19). */
  public int channelCount() {
    return channelConfiguration == MAX_CHANNEL_CONFIGURATION ? 8 : channelConfiguration;
  }

  private static int objectType(BitReader reader) {
    int objectType = reader.bits(5);
    return objectType == ESCAPED_OBJECT_TYPE ? 32 + reader.bits(6) : objectType;
  }

  /** Returns the index of the rate; one that is written out must be one of the table, for ADTS has only the index. */
  private static int sampleRateIndex(BitReader reader) {
    int index = reader.bits(4);
    if (index != ESCAPED_SAMPLE_RATE) {
      if (index >= SAMPLE_RATES.length) {
        throw new MalformedMediaException(
            "samplingFrequencyIndex: " + index + " (expected: 0 to 12 or 15)");
      }
      return index;
    }
    int sampleRate = reader.bits(24);
    for (int i = 0; i < SAMPLE_RATES.length; i++) {
      if (SAMPLE_RATES[i] == sampleRate) {
        return i;
      }
    }
    throw new MalformedMediaException(
        "samplingFrequency: " + sampleRate + " (expected: one that ADTS has an index for)");
  }

  /** Skips the rate after the extension: a decoder that knows the extension finds it in the bitstream. */
  private static void skipSampleRate(BitReader reader) {
    if (reader.bits(4) == ESCAPED_SAMPLE_RATE) {
      reader.skip(24);
    }
  }

  private static void checkAdts(int objectType, int channelConfiguration) {
    if (objectType < AAC_MAIN || objectType > AAC_LTP) {
      throw new MalformedMediaException(
          "audioObjectType: " + objectType + " (expected: " + AAC_MAIN + " to " + AAC_LTP + ")");
    }
    // 0 leaves the layout to a program config element, for which an ADTS header has no room.
    if (channelConfiguration < 1 || channelConfiguration > MAX_CHANNEL_CONFIGURATION) {
      throw new MalformedMediaException("channelConfiguration: " + channelConfiguration
          + " (expected: 1 to " + MAX_CHANNEL_CONFIGURATION + ")");
    }
  }

  /** Reads GASpecificConfig (§4.4.1) of the object types that ADTS can carry. */
  private static void readGeneralAudio(BitReader reader) {
    if (reader.flag()) {
      throw new MalformedMediaException(
          "frameLengthFlag: 1 (expected: 0, since frames in ADTS have 1024 samples)");
    }
    if (reader.flag()) { // dependsOnCoreCoder
      reader.skip(14); // coreCoderDelay
    }
    if (reader.flag()) { // extensionFlag
      reader.skip(1); // extensionFlag3
    }
  }

  /** Reads the signalling that old decoders do not see (§1.6.6.1); returns 0 if there is none. */
  private static int extensionObjectType(BitReader reader) {
    if (reader.remaining() < EXTENSION_SYNC_BITS + 5
        || reader.bits(EXTENSION_SYNC_BITS) != EXTENSION_SYNC) {
      return 0;
    }
    if (objectType(reader) != SBR || !reader.flag()) { // sbrPresentFlag
      return 0;
    }
    skipSampleRate(reader);
    boolean hasParametricStereo = reader.remaining() > EXTENSION_SYNC_BITS
        && reader.bits(EXTENSION_SYNC_BITS) == PARAMETRIC_STEREO_SYNC
        && reader.flag();
    return hasParametricStereo ? PARAMETRIC_STEREO : SBR;
  }
}
