package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.BitRates;

/**
 * What an audio encoder makes: AAC-LC.
 *
 * @param sampleRate in Hz, one that AAC has an index for
 * @param channelCount 1 or 2
 * @param bitrate in bit/s
 */
public record AudioTarget(int sampleRate, int channelCount, int bitrate) {
  private static final int CD_RATE = 44_100;
  private static final int STUDIO_RATE = 48_000;
  private static final String PARAMETRIC_STEREO = "mp4a.40.29";
  /** Bits of one channel that a decoder has room for, and so the most that a frame has of it (ISO/IEC 14496-3 §4.5.3). */
  private static final int CHANNEL_BITS_MAX = 6_144;

  /**
   * Returns what suits a source: its own family of sample rates, stereo if it has two channels or more.
   *
   * @param stereoBitrate in bit/s for two channels; one channel gets half of it
   */
  public static AudioTarget fitting(AudioFormat source, int stereoBitrate) {
    boolean isMono = source.channelCount() == 1 && !source.codecs().equals(PARAMETRIC_STEREO);
    return new AudioTarget(
        CD_RATE % source.sampleRate() == 0 ? CD_RATE : STUDIO_RATE,
        isMono ? 1 : 2,
        isMono ? stereoBitrate / 2 : stereoBitrate);
  }

  /** Returns what a stream of it keeps to: the encoder aims at an average only, so the most is what the coding allows. */
  BitRates bitRates() {
    int frameBits = CHANNEL_BITS_MAX * channelCount;
    int frameCount = (int) Math.ceil((double) sampleRate / AacEncoder.SAMPLES_PER_FRAME);
    return new BitRates(frameBits / Byte.SIZE, frameCount * frameBits, bitrate);
  }
}
