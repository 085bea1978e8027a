package dev.sluice.packager;

/** One way in which a channel is packaged: the multivariant playlist or manifest over what its renditions list. */
interface ChannelOutput {
  /** Makes the output of a rendition. Any thread; once a rendition. */
  SegmentOutput open(String rendition, CutForecast forecast);

  /** Takes note that a rendition is offered again, or no more. Called by the shard's thread. */
  void onOffered();

  /** Says that nothing follows. Called by the shard's thread, after all renditions have ended. */
  void end();

  /** Takes the channel's own objects away. Called by the shard's thread, after all renditions are closed. */
  void close();
}
