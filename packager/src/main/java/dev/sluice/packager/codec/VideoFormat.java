package dev.sluice.packager.codec;

/**
 * A video track's format.
 *
 * @param codec which coding
 * @param configuration decoder configuration record, e.g. avcC (ISO/IEC 14496-15 §5.3.3.1)
 * @param width of the displayed picture after cropping, in pixels of the coded picture
 * @param height of the displayed picture after cropping
 * @param frameRate nominal, {@link FrameRate#UNKNOWN} if the stream does not say
 * @param codecs entry of a CODECS attribute
 * @param bitRates as its encoder was set
 */
public record VideoFormat(
    VideoCodec codec,
    ConfigurationRecord configuration,
    int width,
    int height,
    FrameRate frameRate,
    String codecs,
    BitRates bitRates)
    implements TrackFormat {
  /** Makes the format of a track whose bit rates are not known. */
  public VideoFormat(
      VideoCodec codec,
      ConfigurationRecord configuration,
      int width,
      int height,
      FrameRate frameRate,
      String codecs) {
    this(codec, configuration, width, height, frameRate, codecs, BitRates.UNKNOWN);
  }

  /** Returns this format with other bit rates. */
  public VideoFormat with(BitRates others) {
    return new VideoFormat(codec, configuration, width, height, frameRate, codecs, others);
  }
}
