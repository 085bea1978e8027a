package dev.sluice.packager.codec;

/**
 * An audio track's format.
 *
 * @param codec which coding
 * @param configuration decoder configuration, e.g. AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1); the
 *     identification header of Opus (RFC 7845 §5.1); empty for MP3
 * @param sampleRate in Hz, as an ADTS header says it (the core rate of HE-AAC)
 * @param channelCount 1 to 8
 * @param samplesPerFrame samples of one channel in an access unit at {@code sampleRate}
 * @param codecs entry of a CODECS attribute
 * @param bitRates as its encoder was set
 */
public record AudioFormat(
    AudioCodec codec,
    ConfigurationRecord configuration,
    int sampleRate,
    int channelCount,
    int samplesPerFrame,
    String codecs,
    BitRates bitRates)
    implements TrackFormat {
  /** Makes the format of a track whose bit rates are not known. */
  public AudioFormat(
      AudioCodec codec,
      ConfigurationRecord configuration,
      int sampleRate,
      int channelCount,
      int samplesPerFrame,
      String codecs) {
    this(codec, configuration, sampleRate, channelCount, samplesPerFrame, codecs, BitRates.UNKNOWN);
  }

  /** Returns this format with other bit rates. */
  public AudioFormat with(BitRates others) {
    return new AudioFormat(
        codec, configuration, sampleRate, channelCount, samplesPerFrame, codecs, others);
  }
}
