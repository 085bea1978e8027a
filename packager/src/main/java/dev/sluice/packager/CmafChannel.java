package dev.sluice.packager;

import dev.sluice.origin.live.PlaylistRendering;
import dev.sluice.origin.live.dvr.RecordedPlaylist;
import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.hls.AudioGroup;
import dev.sluice.packager.hls.CmafUris;
import dev.sluice.packager.hls.LowLatencySnapshot;
import dev.sluice.packager.hls.MultivariantSnapshot;
import dev.sluice.packager.hls.PlaylistText;
import dev.sluice.packager.hls.RenditionReport;
import dev.sluice.packager.hls.Variant;
import dev.sluice.packager.segment.PartTarget;
import dev.sluice.packager.segment.SegmentPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A channel as CMAF: a track file for the video of each rendition and one for the audio of all, and the multivariant
 * playlist over them.
 */
final class CmafChannel implements ChannelOutput {
  // Set at construction.
  private final ShardChannel channel;
  private final PackagerContext context;
  private final Optional<Recording> recording;
  private final CmafAudio audio;
  private final CmafManifest manifest = new CmafManifest(this);
  private final Map<String, CmafRendition> renditions = new ConcurrentHashMap<>();

  // Written by the shard's thread.
  private long partTarget90k; // 0 until it is chosen, and never changed after
  private boolean hadIndependentSegments = true;
  private boolean isMultivariantListed;

  CmafChannel(ShardChannel channel, PackagerContext context) {
    this.channel = channel;
    this.context = context;
    recording = context
        .recordings(SegmentFormat.CMAF)
        .map(recordings ->
            recordings.begin(channel.name(), channel.plan().nextMediaSequence(), context.dvrMs()));
    audio = new CmafAudio(this);
  }

  @Override
  public SegmentOutput open(String rendition, CutForecast forecast) {
    String track = rendition.equals(CmafUris.AUDIO) ? CmafUris.VIDEO_BESIDE_AUDIO : rendition;
    CmafRendition opened = new CmafRendition(this, audio, track, forecast);
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
    audio.end();
    recording.ifPresent(Recording::end);
    if (isMultivariantListed) {
      publishManifest(/* isEnded= */ true);
    }
  }

  @Override
  public void close() {
    audio.close();
    recording.ifPresent(Recording::end);
    manifest.close();
    context.namespace().remove(key(CmafUris.MULTIVARIANT));
  }

  PackagerContext context() {
    return context;
  }

  SegmentPlan plan() {
    return channel.plan();
  }

  PackagerCounters counters() {
    return channel.counters();
  }

  String key(String uri) {
    return channel.name() + "/" + uri;
  }

  boolean hasPartTarget() {
    return partTarget90k > 0;
  }

  /** Returns the duration that no part exceeds, in 90 kHz ticks; once it is chosen. */
  long partTarget90k() {
    return partTarget90k;
  }

  /**
   * Chooses the part target of all renditions.
   *
   * @param picture90k how long a picture lasts, 0 if unknown
   */
  void choosePartTarget(long picture90k, Optional<AudioFormat> sound) {
    long wanted90k = partTarget90k(context.part90k(), picture90k, sound);
    // Audio that came ahead of the picture that tells is in a part already.
    long collected90k = audio.collected90k();
    partTarget90k = wanted90k >= collected90k
        ? wanted90k
        : partTarget90k(collected90k + picture90k / 2, picture90k, sound);
  }

  /** Returns the part target that would be chosen. */
  long partTarget90k(long picture90k, AudioFormat sound) {
    return partTarget90k(context.part90k(), picture90k, Optional.of(sound));
  }

  private static long partTarget90k(long wanted90k, long picture90k, Optional<AudioFormat> sound) {
    return PartTarget.of(
        wanted90k,
        picture90k,
        sound.map(AudioFormat::samplesPerFrame).orElse(0),
        sound.map(AudioFormat::sampleRate).orElse(0));
  }

  /** Returns where a rendition is recorded, if it is. */
  Optional<RecordedPlaylist> recorded(String rendition) {
    return recording.map(recorded -> recorded.open(rendition));
  }

  /** Returns how a version of a media playlist is rendered and stored. */
  PlaylistRendering rendering(String key, LowLatencySnapshot snapshot) {
    return new CmafRendering(channel.publisher(), counters(), context.nanoClock(), key, snapshot);
  }

  /** Returns how far the other media playlists have come. */
  List<RenditionReport> reportsBeside(CmafPlaylist playlist) {
    List<RenditionReport> reports = new ArrayList<>(renditions.size());
    for (CmafRendition rendition : renditions.values()) {
      addReport(reports, rendition.playlist(), playlist);
    }
    addReport(reports, audio.playlist(), playlist);
    return reports;
  }

  /** Takes note of a segment that is listed. */
  void onSegment(SegmentStart start, long length, boolean isVariantNew) {
    boolean isDue = isMultivariantListed
        ? isVariantNew || hadIndependentSegments != plan().hasIndependentSegments()
        : isComplete();
    if (isDue) {
      publishMultivariant();
    }
    manifest.onSegment(start);
    if (isMultivariantListed) {
      publishManifest(/* isEnded= */ false);
    }
    counters().onSegment(length, start.isDiscontinuity());
  }

  private static void addReport(
      List<RenditionReport> reports, CmafPlaylist other, CmafPlaylist playlist) {
    if (other != playlist && other.isListed()) {
      reports.add(other.report());
    }
  }

  /**
   * Players read the multivariant playlist once: it waits until all that has media can be played, or some of it is a
   * segment ahead of what can not.
   */
  private boolean isComplete() {
    return channel.renditionsWithMedia().map(renditions::get).allMatch(this::isPlayable)
        || renditions.values().stream()
            .anyMatch(rendition -> rendition.playlist().segmentCount() > 1);
  }

  private boolean isPlayable(CmafRendition rendition) {
    return (!rendition.hasVideo() || rendition.playlist().isListed())
        && (!rendition.hasAudio() || audio.playlist().isListed());
  }

  private void publishMultivariant() {
    isMultivariantListed = true;
    hadIndependentSegments = plan().hasIndependentSegments();
    channel
        .publisher()
        .publish(
            key(CmafUris.MULTIVARIANT),
            multivariant(videosOnAir()),
            plan().targetDurationSeconds());
    recording.ifPresent(
        recorded -> recorded.multivariant(PlaylistText.of(multivariant(videosOffered()))));
  }

  private MultivariantSnapshot multivariant(List<Variant> videos) {
    if (!audio.playlist().isListed()) {
      return MultivariantSnapshot.ofCmaf(hadIndependentSegments, Optional.empty(), videos);
    }
    Variant sound = audio.playlist().variant();
    if (videos.isEmpty()) {
      return MultivariantSnapshot.ofCmaf(hadIndependentSegments, Optional.empty(), List.of(sound));
    }
    return MultivariantSnapshot.ofCmaf(
        hadIndependentSegments,
        Optional.of(new AudioGroup(sound.uri(), audio.format().channelCount())),
        videos.stream().map(variant -> variant.with(sound)).toList());
  }

  /** Stores a version of the manifest. */
  void publishManifest(String text) {
    channel.publisher().publishManifest(key(CmafUris.MANIFEST), text);
  }

  private void publishManifest(boolean isEnded) {
    List<CmafTrack> tracks = new ArrayList<>();
    renditions.entrySet().stream()
        .filter(rendition -> !channel.isWithdrawn(rendition.getKey()))
        .map(rendition -> rendition.getValue().track())
        .filter(track -> track.playlist().hasSegments())
        .sorted(Comparator.comparing(CmafTrack::name))
        .forEach(tracks::add);
    if (audio.playlist().hasSegments()) {
      tracks.add(audio.track());
    }
    if (!tracks.isEmpty()) {
      manifest.publish(tracks, isEnded);
    }
  }

  /** Video that does not come any more is only offered while there is no audio to play instead. */
  private List<Variant> videosOnAir() {
    boolean isAudioOnly = audio.playlist().isListed()
        && renditions.values().stream().noneMatch(CmafRendition::hasVideo);
    if (isAudioOnly) {
      return List.of();
    }
    List<Variant> videos =
        videos(name -> !channel.isWithdrawn(name) && renditions.get(name).hasVideo());
    return videos.isEmpty() ? videosOffered() : videos;
  }

  /** A playlist without a variant would be of no use: what is withdrawn is better than nothing. */
  private List<Variant> videosOffered() {
    List<Variant> videos = videos(name -> !channel.isWithdrawn(name));
    return videos.isEmpty() ? videos(name -> true) : videos;
  }

  private List<Variant> videos(Predicate<String> isWanted) {
    return renditions.entrySet().stream()
        .filter(rendition -> isWanted.test(rendition.getKey()))
        .map(rendition -> rendition.getValue().playlist())
        .filter(CmafPlaylist::isListed)
        .map(CmafPlaylist::variant)
        .sorted(Comparator.comparingLong(Variant::bandwidth).reversed())
        .toList();
  }
}
