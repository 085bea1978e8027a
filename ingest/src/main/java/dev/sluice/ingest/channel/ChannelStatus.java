package dev.sluice.ingest.channel;

/**
 * What a channel is doing: for people. Holds no key and no address.
 *
 * @param sinceEpochMs when it came into this state
 * @param protocol of its last publisher, e.g. {@code rtmp}
 * @param videoCodecs RFC 6381, empty if it has no video
 * @param audioCodecs RFC 6381, empty if it has no audio
 * @param width in pixels, 0 if it has no video
 * @param height in pixels, 0 if it has no video
 * @param mediaAgeMs time since the last access unit came
 */
public record ChannelStatus(
    String name,
    State state,
    long sinceEpochMs,
    String protocol,
    String videoCodecs,
    String audioCodecs,
    int width,
    int height,
    long mediaAgeMs) {
  /** Where a channel is in its life. */
  public enum State {
    /** A publisher has it. */
    PUBLISHING,
    /** Its publisher is gone and may come back. */
    SUSPENDED,
    /** Its playlists say that it is over. */
    ENDED
  }
}
