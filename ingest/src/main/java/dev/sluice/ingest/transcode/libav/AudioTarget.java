package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.AudioFormat;

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
}
