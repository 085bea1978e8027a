package dev.sluice.packager;

import dev.sluice.origin.live.PlaylistRendering;
import dev.sluice.packager.hls.LowLatencySnapshot;
import dev.sluice.packager.hls.PlaylistPublisher;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;

/** How one version of a media playlist with parts gets into the store; the time that takes is counted. Any thread. */
record CmafRendering(
    PlaylistPublisher publisher,
    PackagerCounters counters,
    NanoClock nanoClock,
    String key,
    LowLatencySnapshot snapshot)
    implements PlaylistRendering {
  @Override
  public boolean storeWhole() {
    return isTimed(() -> publisher.publish(key, snapshot));
  }

  @Override
  public boolean storeDelta() {
    return isTimed(() -> publisher.publishDelta(key, snapshot));
  }

  private boolean isTimed(BooleanSupplier rendering) {
    long startNs = nanoClock.nanoTime();
    boolean isStored = rendering.getAsBoolean();
    counters.onRendered(nanoClock.nanoTime() - startNs);
    return isStored;
  }
}
