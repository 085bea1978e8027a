package dev.sluice.packager;

import dev.sluice.packager.hls.PlaylistPublisher;
import dev.sluice.packager.ring.AccessUnitRing;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel on its shard: the plan that its renditions share, and the ways in which it is packaged. */
final class ShardChannel implements PackagedChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ShardChannel.class);

  // Set at construction.
  private final Shard shard;
  private final String name;
  private final SegmentPlan plan;
  private final List<ChannelOutput> outputs;
  private final Map<String, RenditionPackager> renditions = new ConcurrentHashMap<>();

  // Written by the shard's thread.
  private volatile long nextMediaSequence;
  private final Set<String> withdrawn = new HashSet<>();
  private boolean isGone;

  // Written by whoever ends the channel; only ever becomes true.
  private volatile boolean isClosed;

  ShardChannel(Shard shard, String name, long firstMediaSequence) {
    this.shard = shard;
    this.name = name;
    this.nextMediaSequence = firstMediaSequence;
    plan = new SegmentPlan(shard.context().segmentRules(), firstMediaSequence);
    outputs = shard.context().outputs().stream().map(this::output).toList();
  }

  @Override
  public AccessUnitSink rendition(String rendition) {
    RenditionPackager packager =
        renditions.computeIfAbsent(rendition, key -> new RenditionPackager(this, key, outputs));
    return new RenditionInlet(this, packager);
  }

  @Override
  public void offer(String rendition, boolean isOffered) {
    ring().offer(() -> {
      boolean hasChanged = isOffered ? withdrawn.remove(rendition) : withdrawn.add(rendition);
      if (hasChanged) {
        outputs.forEach(ChannelOutput::onOffered);
      }
    });
  }

  @Override
  public void suspend() {
    ring().offer(() -> forEach(renditions.values().iterator(), RenditionPackager::suspend));
  }

  @Override
  public void end() {
    isClosed = true;
    ring().offer(this::endNow);
  }

  @Override
  public void close() {
    isClosed = true;
    ring().offer(this::closeNow);
  }

  @Override
  public long nextMediaSequence() {
    return nextMediaSequence;
  }

  /** Says that nothing follows. Called by the shard's thread. */
  void endNow() {
    if (isGone) {
      return;
    }
    try {
      forEach(renditions.values().iterator(), RenditionPackager::end);
    } finally {
      forEach(outputs.iterator(), ChannelOutput::end);
    }
  }

  String name() {
    return name;
  }

  SegmentPlan plan() {
    return plan;
  }

  AccessUnitRing ring() {
    return shard.ring();
  }

  PlaylistPublisher publisher() {
    return shard.publisher();
  }

  PackagerCounters counters() {
    return shard.counters();
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Returns whether a rendition is not to be offered. */
  boolean isWithdrawn(String rendition) {
    return withdrawn.contains(rendition);
  }

  /** Returns the renditions that have media, be it listed or not. */
  Stream<String> renditionsWithMedia() {
    return renditions.values().stream()
        .filter(RenditionPackager::hasMedia)
        .map(RenditionPackager::name);
  }

  /** Takes note that the plan has given out a number. */
  void onNumbered() {
    nextMediaSequence = plan.nextMediaSequence();
  }

  /** Takes note that a segment begins where decoding cannot start. */
  void onForcedCut() {
    counters().onForcedCut();
    if (plan.hasIndependentSegments()) {
      LOG.warn(
          "{}: keyframes come too seldom, so segments are cut between them and players cannot start at each;"
              + " set the keyframe interval of the encoder to 2 s",
          name);
    }
  }

  private ChannelOutput output(SegmentFormat format) {
    return switch (format) {
      case TS -> new TsChannel(this, shard.context());
      case CMAF -> new CmafChannel(this, shard.context());
    };
  }

  private void closeNow() {
    if (isGone) {
      return;
    }
    isGone = true;
    shard.forget(this);
    try {
      forEach(renditions.values().iterator(), RenditionPackager::close);
    } finally {
      forEach(outputs.iterator(), ChannelOutput::close);
    }
  }

  /** Takes a step with each, even if it fails with one: that is thrown in the end. */
  private static <T> void forEach(Iterator<T> all, Consumer<T> step) {
    if (all.hasNext()) {
      try {
        step.accept(all.next());
      } finally {
        forEach(all, step);
      }
    }
  }
}
