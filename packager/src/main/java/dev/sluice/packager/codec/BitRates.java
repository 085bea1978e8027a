package dev.sluice.packager.codec;

/**
 * How many bits of a track come when, by the settings of its encoder: what files say in a BitRateBox (ISO/IEC 14496-12
 * §8.5.2.2) and in a DecoderConfigDescriptor (14496-1 §7.2.6.6).
 *
 * @param bufferLength of the decoder's buffer, in bytes
 * @param max most bits that the access units of any second have, which the track never exceeds
 * @param average bits a second that the encoder aims at
 */
public record BitRates(int bufferLength, int max, int average) {
  /**
   * Of a track whose encoder is not ours. What a publisher says of its own (onMetaData) is an average at best, is not
   * bound to be true, and may change while the stream goes on.
   */
  public static final BitRates UNKNOWN = new BitRates(0, 0, 0);
}
