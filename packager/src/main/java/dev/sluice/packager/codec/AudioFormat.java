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
 */
public record AudioFormat(
    AudioCodec codec,
    ConfigurationRecord configuration,
    int sampleRate,
    int channelCount,
    int samplesPerFrame,
    String codecs)
    implements TrackFormat {}
