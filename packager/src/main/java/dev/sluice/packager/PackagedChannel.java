package dev.sluice.packager;

/**
 * A channel on its shard.
 *
 * <p>Any thread; each call takes effect after the access units that were accepted before it, and never blocks.
 */
public interface PackagedChannel {
  /**
   * Returns the sink of a rendition, which is made on the first call.
   *
   * @param rendition name in the URLs, e.g. {@code 720p30}
   */
  AccessUnitSink rendition(String rendition);

  /** Lists a rendition in the multivariant playlist again, or leaves it out; its own playlist goes on either way. */
  void offer(String rendition, boolean isOffered);

  /** The publisher is gone and may come back: closes the open segment; the playlists stay as they are. */
  void suspend();

  /** The stream is over: EXT-X-ENDLIST. */
  void end();

  /** Takes the playlists away; segments stay for their retention. */
  void close();

  /** Returns the media sequence number that the next segment would get. */
  long nextMediaSequence();
}
