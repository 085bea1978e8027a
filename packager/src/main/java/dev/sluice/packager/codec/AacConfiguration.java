package dev.sluice.packager.codec;

/** Reads AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
public final class AacConfiguration {
  private static final int SAMPLES_PER_FRAME = 1024;

  private AacConfiguration() {}

  /**
   * Returns the format that a configuration describes.
   *
   * <p>The rate and the channels are those of the core coder, as ADTS says them; an extension that is signalled (SBR,
   * parametric stereo) is named in {@link AudioFormat#codecs()} only.
   *
   * @throws MalformedMediaException if it is cut short or names what ADTS cannot carry
   */
  public static AudioFormat parse(byte[] audioSpecificConfig) {
    AudioSpecificConfig config = AudioSpecificConfig.parse(audioSpecificConfig);
    int signalledObjectType =
        config.extensionObjectType() == 0 ? config.objectType() : config.extensionObjectType();
    return new AudioFormat(
        AudioCodec.AAC,
        ConfigurationRecord.copyOf(audioSpecificConfig),
        config.sampleRate(),
        config.channelCount(),
        SAMPLES_PER_FRAME,
        "mp4a.40." + signalledObjectType);
  }
}
