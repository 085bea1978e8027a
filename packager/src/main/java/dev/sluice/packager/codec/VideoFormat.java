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
 */
public record VideoFormat(
    VideoCodec codec,
    ConfigurationRecord configuration,
    int width,
    int height,
    FrameRate frameRate,
    String codecs)
    implements TrackFormat {}
