package dev.sluice.packager;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.store.Namespace;
import dev.sluice.packager.hls.MultivariantSnapshot;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.hls.Variant;
import dev.sluice.packager.ring.AccessUnitRing;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel on its shard: the plan that its renditions share, and the multivariant playlist. */
final class ShardChannel implements PackagedChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ShardChannel.class);

  // Set at construction.
  private final Shard shard;
  private final String name;
  private final SegmentPlan plan;
  private final PackagerCounters counters;
  private final Map<String, RenditionPackager> renditions = new ConcurrentHashMap<>();

  // Written by the shard's thread.
  private volatile long nextMediaSequence;
  private boolean hadIndependentSegments = true;
  private final Set<String> withdrawn = new HashSet<>();
  private boolean isMultivariantListed;
  private boolean isGone;

  // Written by whoever ends the channel; only ever becomes true.
  private volatile boolean isClosed;

  ShardChannel(Shard shard, String name, long firstMediaSequence) {
    this.shard = shard;
    this.name = name;
    this.nextMediaSequence = firstMediaSequence;
    plan = new SegmentPlan(shard.context().segmentRules(), firstMediaSequence);
    counters = new PackagerCounters(shard.counters());
  }

  @Override
  public AccessUnitSink rendition(String rendition) {
    RenditionPackager packager = renditions.computeIfAbsent(
        rendition,
        key -> new RenditionPackager(
            this, key, new RenditionPlaylist(shard.context(), plan, shard.publisher(), name, key)));
    return new RenditionInlet(this, packager);
  }

  @Override
  public void offer(String rendition, boolean isOffered) {
    ring().offer(() -> {
      boolean hasChanged = isOffered ? withdrawn.remove(rendition) : withdrawn.add(rendition);
      if (hasChanged && isMultivariantListed) {
        publishMultivariant();
      }
    });
  }

  @Override
  public void suspend() {
    ring().offer(() -> renditions.values().forEach(RenditionPackager::suspend));
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
    if (!isGone) {
      renditions.values().forEach(RenditionPackager::end);
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

  Namespace namespace() {
    return shard.context().namespace();
  }

  PackagerCounters counters() {
    return counters;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Takes note that the plan has given out a number. */
  void onNumbered() {
    nextMediaSequence = plan.nextMediaSequence();
  }

  /** Takes note that a segment begins where decoding cannot start. */
  void onForcedCut() {
    counters.onForcedCut();
    if (plan.hasIndependentSegments()) {
      LOG.warn(
          "{}: keyframes come too seldom, so segments are cut between them and players cannot start at each;"
              + " set the keyframe interval of the encoder to 2 s",
          name);
    }
  }

  /** Lists a segment that is whole. */
  void onSegment(RenditionPackager rendition, SegmentEntry entry, long length, int frameCount) {
    long startNs = shard.context().nanoClock().nanoTime();
    boolean isVariantNew = rendition.playlist().append(entry, length, frameCount);
    boolean isDue = isMultivariantListed
        ? isVariantNew || hadIndependentSegments != plan.hasIndependentSegments()
        : isComplete();
    if (isDue) {
      publishMultivariant();
    }
    counters.onRendered(shard.context().nanoClock().nanoTime() - startNs);
    counters.onSegment(length, entry.isDiscontinuity());
  }

  private void closeNow() {
    if (isGone) {
      return;
    }
    isGone = true;
    renditions.values().forEach(RenditionPackager::close);
    namespace().remove(multivariantKey());
    shard.forget(this);
  }

  /**
   * Players read the multivariant playlist once: it waits until every rendition that has media can be played, or one of
   * them is a segment ahead of all that can not.
   */
  private boolean isComplete() {
    return renditions.values().stream()
            .filter(RenditionPackager::hasMedia)
            .allMatch(rendition -> rendition.playlist().isListed())
        || renditions.values().stream()
            .anyMatch(rendition -> rendition.playlist().segmentCount() > 1);
  }

  private void publishMultivariant() {
    isMultivariantListed = true;
    hadIndependentSegments = plan.hasIndependentSegments();
    Map<Boolean, List<Variant>> variants = renditions.values().stream()
        .filter(rendition -> rendition.playlist().isListed())
        .collect(Collectors.partitioningBy(
            rendition -> withdrawn.contains(rendition.name()),
            Collectors.mapping(rendition -> rendition.playlist().variant(), Collectors.toList())));
    // A playlist without a variant would be of no use: what is withdrawn is better than nothing.
    List<Variant> offered =
        variants.get(false).isEmpty() ? variants.get(true) : variants.get(false);
    offered.sort(Comparator.comparingLong(Variant::bandwidth).reversed());
    shard
        .publisher()
        .publish(
            multivariantKey(),
            new MultivariantSnapshot(plan.hasIndependentSegments(), offered),
            plan.targetDurationSeconds());
  }

  private String multivariantKey() {
    return name + "/" + PlaylistUris.MULTIVARIANT;
  }
}
