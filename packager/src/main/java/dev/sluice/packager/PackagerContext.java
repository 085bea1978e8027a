package dev.sluice.packager;

import dev.sluice.origin.Checks;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.store.Namespace;
import dev.sluice.packager.segment.SegmentRules;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the packager, validated and frozen once by {@link #conclude()}.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>threads</td><td>shards, 0 for one per two cores</td><td>0</td><td>0 to {@value #THREADS_MAX}</td></tr>
 * <tr><td>ringSize</td><td>access units, a power of two</td><td>{@value #RING_SIZE_DEFAULT}</td>
 *     <td>{@value #RING_SIZE_MIN} to {@value #RING_SIZE_MAX}</td></tr>
 * <tr><td>segmentMinMs</td><td>ms</td><td>1000</td><td>500 to segmentTargetMs</td></tr>
 * <tr><td>segmentTargetMs</td><td>ms</td><td>2000</td><td>segmentMinMs to below segmentMaxMs</td></tr>
 * <tr><td>segmentMaxMs</td><td>ms</td><td>2500</td><td>above segmentTargetMs to segmentLimitMs</td></tr>
 * <tr><td>segmentLimitMs</td><td>ms</td><td>10000</td><td>segmentMaxMs to 60000</td></tr>
 * <tr><td>playlistSegments</td><td>segments</td><td>{@value #PLAYLIST_SEGMENTS_DEFAULT}</td>
 *     <td>{@value #PLAYLIST_SEGMENTS_MIN} to {@value #PLAYLIST_SEGMENTS_MAX}</td></tr>
 * <tr><td>outputs</td><td>formats</td><td>all</td><td>at least one</td></tr>
 * <tr><td>partMs</td><td>ms</td><td>{@value #PART_MS_DEFAULT}</td>
 *     <td>{@value #PART_MS_MIN} to {@value #PART_MS_MAX}</td></tr>
 * <tr><td>dvrMs</td><td>ms, 0 to record nothing</td><td>{@value #DVR_MS_DEFAULT}</td>
 *     <td>0 to {@value #DVR_MS_MAX}</td></tr>
 * </table>
 */
public final class PackagerContext {
  /** Most {@link #threads()}. */
  public static final int THREADS_MAX = 256;
  /** Default of {@link #ringSize()}. */
  public static final int RING_SIZE_DEFAULT = 8192;
  /** Least {@link #ringSize()}. */
  public static final int RING_SIZE_MIN = 64;
  /** Largest {@link #ringSize()}. */
  public static final int RING_SIZE_MAX = 1 << 20;
  /** Default of {@link #playlistSegments()}. */
  public static final int PLAYLIST_SEGMENTS_DEFAULT = 10;
  /** Least {@link #playlistSegments()}: Apple HLS authoring specification 8.11. */
  public static final int PLAYLIST_SEGMENTS_MIN = 6;
  /** Largest {@link #playlistSegments()}. */
  public static final int PLAYLIST_SEGMENTS_MAX = 10_000;
  /** Default of the wanted duration of parts, in milliseconds. */
  public static final long PART_MS_DEFAULT = 200;
  /** Least wanted duration of parts, in milliseconds. */
  public static final long PART_MS_MIN = 100;
  /** Largest wanted duration of parts, in milliseconds. */
  public static final long PART_MS_MAX = 1_000;
  /** Default of {@link #dvrMs()}: an hour. */
  public static final long DVR_MS_DEFAULT = 3_600_000;
  /** Largest {@link #dvrMs()}: a week. */
  public static final long DVR_MS_MAX = 604_800_000;

  private static final long SEGMENT_MIN_MS = 500;
  private static final long SEGMENT_LIMIT_MAX_MS = TimeUnit.MINUTES.toMillis(1);
  private static final int TICKS_PER_MS = 90;

  private int threads;
  private int ringSize = RING_SIZE_DEFAULT;
  private long segmentMinMs = 1_000;
  private long segmentTargetMs = 2_000;
  private long segmentMaxMs = 2_500;
  private long segmentLimitMs = 10_000;
  private int playlistSegments = PLAYLIST_SEGMENTS_DEFAULT;
  private Set<SegmentFormat> outputs = EnumSet.allOf(SegmentFormat.class);
  private long partMs = PART_MS_DEFAULT;
  private long dvrMs = DVR_MS_DEFAULT;
  private Optional<Recordings> recordings = Optional.empty();
  private LivePlaylists livePlaylists = new LivePlaylists();
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private Namespace namespace;
  private boolean isConcluded;

  /** Sets the number of shards, 0 for one per two cores. */
  public PackagerContext threads(int shards) {
    Checks.notConcluded(isConcluded);
    threads = shards;
    return this;
  }

  /** Returns the number of shards. */
  public int threads() {
    return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** Sets how many access units a shard's ring holds. */
  public PackagerContext ringSize(int accessUnits) {
    Checks.notConcluded(isConcluded);
    ringSize = accessUnits;
    return this;
  }

  /** Returns how many access units a shard's ring holds. */
  public int ringSize() {
    return ringSize;
  }

  /** Sets the shortest segment. */
  public PackagerContext segmentMinMs(long ms) {
    Checks.notConcluded(isConcluded);
    segmentMinMs = ms;
    return this;
  }

  /** Sets the preferred length of segments. */
  public PackagerContext segmentTargetMs(long ms) {
    Checks.notConcluded(isConcluded);
    segmentTargetMs = ms;
    return this;
  }

  /** Sets the longest segment, exclusive, of sources whose random access points allow it. */
  public PackagerContext segmentMaxMs(long ms) {
    Checks.notConcluded(isConcluded);
    segmentMaxMs = ms;
    return this;
  }

  /** Sets the longest first segment of a source without a second random access point. */
  public PackagerContext segmentLimitMs(long ms) {
    Checks.notConcluded(isConcluded);
    segmentLimitMs = ms;
    return this;
  }

  /** Sets how many segments a playlist lists. */
  public PackagerContext playlistSegments(int segments) {
    Checks.notConcluded(isConcluded);
    playlistSegments = segments;
    return this;
  }

  /** Returns how many segments a playlist lists. */
  public int playlistSegments() {
    return playlistSegments;
  }

  /** Sets in which formats channels are packaged. */
  public PackagerContext outputs(Set<SegmentFormat> formats) {
    Checks.notConcluded(isConcluded);
    outputs = formats;
    return this;
  }

  /** Returns in which formats channels are packaged. */
  public Set<SegmentFormat> outputs() {
    return outputs;
  }

  /** Sets the wanted duration of parts; it is fitted to the frames of each stream. */
  public PackagerContext partMs(long ms) {
    Checks.notConcluded(isConcluded);
    partMs = ms;
    return this;
  }

  /** Returns the wanted duration of parts in 90 kHz ticks. */
  long part90k() {
    return partMs * TICKS_PER_MS;
  }

  /** Sets how far back a channel's recording reaches, 0 to record nothing. */
  public PackagerContext dvrMs(long ms) {
    Checks.notConcluded(isConcluded);
    dvrMs = ms;
    return this;
  }

  /** Returns how long segments are kept for recordings; 0 without {@link #recordings}. */
  public long dvrMs() {
    return recordings.isPresent() ? dvrMs : 0;
  }

  /** Sets where channels are recorded; without it, they are not. */
  public PackagerContext recordings(Recordings value) {
    Checks.notConcluded(isConcluded);
    recordings = Optional.of(value);
    return this;
  }

  /** Returns where channels are recorded in a format: CMAF if there is a choice. */
  Optional<Recordings> recordings(SegmentFormat format) {
    boolean isRecorded = format == SegmentFormat.CMAF || !outputs.contains(SegmentFormat.CMAF);
    return recordings.filter(all -> isRecorded && dvrMs > 0);
  }

  /** Sets where playlists with parts are announced. */
  public PackagerContext livePlaylists(LivePlaylists playlists) {
    Checks.notConcluded(isConcluded);
    livePlaylists = playlists;
    return this;
  }

  /** Returns where playlists with parts are announced. */
  LivePlaylists livePlaylists() {
    return livePlaylists;
  }

  /** Sets where segments and playlists go. */
  public PackagerContext namespace(Namespace live) {
    Checks.notConcluded(isConcluded);
    namespace = live;
    return this;
  }

  /** Returns where segments and playlists go. */
  public Namespace namespace() {
    return namespace;
  }

  /** Sets the clock of idle times and render times. */
  public PackagerContext nanoClock(NanoClock clock) {
    Checks.notConcluded(isConcluded);
    nanoClock = clock;
    return this;
  }

  /** Returns the clock of idle times and render times. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /** Returns the lengths of segments. */
  SegmentRules segmentRules() {
    return new SegmentRules(
        segmentTargetMs * TICKS_PER_MS,
        segmentMinMs * TICKS_PER_MS,
        segmentMaxMs * TICKS_PER_MS,
        segmentLimitMs * TICKS_PER_MS);
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public PackagerContext conclude() {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(nanoClock, "nanoClock");
    Objects.requireNonNull(livePlaylists, "livePlaylists");
    Checks.range(threads, 0, THREADS_MAX, "threads");
    Checks.range(ringSize, RING_SIZE_MIN, RING_SIZE_MAX, "ringSize");
    if (Integer.bitCount(ringSize) != 1) {
      throw new IllegalArgumentException("ringSize: " + ringSize + " (expected: a power of two)");
    }
    Checks.range(segmentMinMs, SEGMENT_MIN_MS, SEGMENT_LIMIT_MAX_MS, "segmentMinMs");
    Checks.range(segmentTargetMs, segmentMinMs, SEGMENT_LIMIT_MAX_MS, "segmentTargetMs");
    Checks.range(segmentMaxMs, segmentTargetMs + 1, SEGMENT_LIMIT_MAX_MS, "segmentMaxMs");
    Checks.range(segmentLimitMs, segmentMaxMs, SEGMENT_LIMIT_MAX_MS, "segmentLimitMs");
    Checks.range(
        playlistSegments, PLAYLIST_SEGMENTS_MIN, PLAYLIST_SEGMENTS_MAX, "playlistSegments");
    Checks.range(dvrMs, 0, DVR_MS_MAX, "dvrMs");
    Checks.range(partMs, PART_MS_MIN, PART_MS_MAX, "partMs");
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("outputs: none (expected: ts, cmaf or both)");
    }
    outputs = Collections.unmodifiableSet(EnumSet.copyOf(outputs));
    isConcluded = true;
    return this;
  }
}
