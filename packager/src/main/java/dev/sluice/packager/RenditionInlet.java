package dev.sluice.packager;

import dev.sluice.packager.PackagerCounters.Drop;
import dev.sluice.packager.codec.TrackFormat;

/** The way of a rendition's access units into the ring of its shard. Any thread. */
final class RenditionInlet implements AccessUnitSink {
  private final ShardChannel channel;
  private final RenditionPackager packager;

  RenditionInlet(ShardChannel channel, RenditionPackager packager) {
    this.channel = channel;
    this.packager = packager;
  }

  @Override
  public int tryPublish(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    if (channel.isClosed()) {
      payload.release();
      return CLOSED;
    }
    int result = channel
        .ring()
        .tryPublish(packager, format, timeline, pts90k, dts90k, isRandomAccess, payload);
    if (result == BACK_PRESSURED) {
      channel.counters().onDropped(Drop.BACK_PRESSURE);
    }
    return result;
  }

  @Override
  public void expectRandomAccess(Timeline timeline, long pts90k, long dts90k) {
    if (!channel.isClosed()) {
      channel.ring().offer(() -> packager.onExpected(timeline, pts90k, dts90k));
    }
  }
}
