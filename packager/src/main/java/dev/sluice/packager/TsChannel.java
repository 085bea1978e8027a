package dev.sluice.packager;

import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.packager.hls.MultivariantSnapshot;
import dev.sluice.packager.hls.PlaylistText;
import dev.sluice.packager.hls.PlaylistUris;
import dev.sluice.packager.hls.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A channel as classic HLS: transport streams, and the multivariant playlist over them. */
final class TsChannel implements ChannelOutput {
  // Set at construction.
  private final ShardChannel channel;
  private final PackagerContext context;
  private final Optional<Recording> recording;
  private final Map<String, TsRendition> renditions = new ConcurrentHashMap<>();

  // Written by the shard's thread.
  private boolean hadIndependentSegments = true;
  private boolean isMultivariantListed;

  TsChannel(ShardChannel channel, PackagerContext context) {
    this.channel = channel;
    this.context = context;
    recording = context
        .recordings(SegmentFormat.TS)
        .map(recordings ->
            recordings.begin(channel.name(), channel.plan().nextMediaSequence(), context.dvrMs()));
  }

  @Override
  public SegmentOutput open(String rendition, CutForecast forecast) {
    TsPlaylist playlist = new TsPlaylist(
        context,
        channel.plan(),
        channel.publisher(),
        channel.name(),
        rendition,
        recording.map(recorded -> recorded.open(rendition)));
    TsRendition opened = new TsRendition(this, rendition, context.namespace(), playlist);
    renditions.put(rendition, opened);
    return opened;
  }

  @Override
  public void onOffered() {
    if (isMultivariantListed) {
      publishMultivariant();
    }
  }

  @Override
  public void end() {
    // The multivariant playlist stays as it is.
    recording.ifPresent(Recording::end);
  }

  @Override
  public void close() {
    recording.ifPresent(Recording::end);
    context.namespace().remove(key(PlaylistUris.MULTIVARIANT));
  }

  String key(String uri) {
    return channel.name() + "/" + uri;
  }

  /** Lists a segment that is whole. */
  void onSegment(
      TsPlaylist playlist, SegmentStart start, long duration90k, long length, int frameCount) {
    long startNs = context.nanoClock().nanoTime();
    boolean isVariantNew = playlist.append(start, duration90k, length, frameCount);
    boolean isDue = isMultivariantListed
        ? isVariantNew || hadIndependentSegments != channel.plan().hasIndependentSegments()
        : isComplete();
    if (isDue) {
      publishMultivariant();
    }
    channel.counters().onRendered(context.nanoClock().nanoTime() - startNs);
    channel.counters().onSegment(length, start.isDiscontinuity());
  }

  /**
   * Players read the multivariant playlist once: it waits until every rendition that has media can be played, or one of
   * them is a segment ahead of all that can not.
   */
  private boolean isComplete() {
    return channel
            .renditionsWithMedia()
            .map(renditions::get)
            .allMatch(rendition -> rendition.playlist().isListed() || !rendition.isCarrying())
        || renditions.values().stream()
            .anyMatch(rendition -> rendition.playlist().segmentCount() > 1);
  }

  private void publishMultivariant() {
    isMultivariantListed = true;
    hadIndependentSegments = channel.plan().hasIndependentSegments();
    Map<Boolean, List<Variant>> variants = renditions.entrySet().stream()
        .filter(rendition -> rendition.getValue().playlist().isListed())
        .collect(Collectors.partitioningBy(
            rendition ->
                channel.isWithdrawn(rendition.getKey()) || !rendition.getValue().isCarrying(),
            Collectors.mapping(
                rendition -> rendition.getValue().playlist().variant(), Collectors.toList())));
    // A playlist without a variant would be of no use: what is withdrawn is better than nothing.
    List<Variant> offered =
        variants.get(false).isEmpty() ? variants.get(true) : variants.get(false);
    offered.sort(Comparator.comparingLong(Variant::bandwidth).reversed());
    MultivariantSnapshot snapshot =
        MultivariantSnapshot.ofTs(channel.plan().hasIndependentSegments(), offered);
    channel
        .publisher()
        .publish(key(PlaylistUris.MULTIVARIANT), snapshot, channel.plan().targetDurationSeconds());
    recording.ifPresent(recorded -> recorded.multivariant(PlaylistText.of(snapshot)));
  }
}
