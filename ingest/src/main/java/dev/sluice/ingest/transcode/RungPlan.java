package dev.sluice.ingest.transcode;

/**
 * One rung of one channel: what stays for the life of its playlists.
 *
 * @param name in the URLs
 * @param width in pixels, even
 * @param height in pixels, even
 * @param bitrate of the video in bit/s
 * @param maxBitrate the encoder's peak in bit/s
 * @param bufferBits the encoder's rate control buffer in bits
 * @param rung where the rest is set
 */
record RungPlan(
    String name, int width, int height, int bitrate, int maxBitrate, int bufferBits, Rung rung) {
  /** Returns the shorter side. */
  int shortSide() {
    return Math.min(width, height);
  }
}
