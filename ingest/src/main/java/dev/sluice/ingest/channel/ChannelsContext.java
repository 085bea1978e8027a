package dev.sluice.ingest.channel;

import dev.sluice.origin.Checks;
import dev.sluice.origin.auth.Authorizer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of channels, validated and frozen once by {@link #conclude()}.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>maxChannels</td><td>channels</td><td>500</td><td>1 to 100,000</td></tr>
 * <tr><td>resumeWindowNs</td><td>ns</td><td>30 s</td><td>0 to 24 h</td></tr>
 * <tr><td>staleAfterNs</td><td>ns</td><td>2 s</td><td>100 ms to 10 min</td></tr>
 * <tr><td>mediaTimeoutNs</td><td>ns</td><td>30 s</td><td>1 s to 24 h</td></tr>
 * <tr><td>endedRetentionNs</td><td>ns</td><td>60 s</td><td>0 to 24 h</td></tr>
 * <tr><td>trackWaitNs</td><td>ns</td><td>1 s</td><td>0 to 10 s</td></tr>
 * <tr><td>maxGapNs</td><td>ns</td><td>1 s</td><td>100 ms to 60 s</td></tr>
 * </table>
 */
public final class ChannelsContext {
  private static final int MAX_CHANNELS_DEFAULT = 500;
  private static final int MAX_CHANNELS_MAX = 100_000;
  private static final long RESUME_WINDOW_NS_DEFAULT = TimeUnit.SECONDS.toNanos(30);
  private static final long RESUME_WINDOW_NS_MAX = TimeUnit.HOURS.toNanos(24);
  private static final long STALE_AFTER_NS_DEFAULT = TimeUnit.SECONDS.toNanos(2);
  private static final long STALE_AFTER_NS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final long STALE_AFTER_NS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MEDIA_TIMEOUT_NS_DEFAULT = TimeUnit.SECONDS.toNanos(30);
  private static final long MEDIA_TIMEOUT_NS_MAX = TimeUnit.HOURS.toNanos(24);
  private static final long MEDIA_TIMEOUT_NS_MIN = TimeUnit.SECONDS.toNanos(1);
  private static final long ENDED_RETENTION_NS_DEFAULT = TimeUnit.SECONDS.toNanos(60);
  private static final long ENDED_RETENTION_NS_MAX = TimeUnit.HOURS.toNanos(24);
  private static final long TRACK_WAIT_NS_DEFAULT = TimeUnit.SECONDS.toNanos(1);
  private static final long TRACK_WAIT_NS_MAX = TimeUnit.SECONDS.toNanos(10);
  private static final long MAX_GAP_NS_DEFAULT = TimeUnit.SECONDS.toNanos(1);
  private static final long MAX_GAP_NS_MAX = TimeUnit.SECONDS.toNanos(60);
  private static final long MAX_GAP_NS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

  private final PackagedChannelFactory packagedChannels;
  private Authorizer authorizer = Authorizer.OPEN;
  private TakeoverPolicy takeover = TakeoverPolicy.STALE;
  private int maxChannels = MAX_CHANNELS_DEFAULT;
  private long resumeWindowNs = RESUME_WINDOW_NS_DEFAULT;
  private long staleAfterNs = STALE_AFTER_NS_DEFAULT;
  private long mediaTimeoutNs = MEDIA_TIMEOUT_NS_DEFAULT;
  private long endedRetentionNs = ENDED_RETENTION_NS_DEFAULT;
  private long trackWaitNs = TRACK_WAIT_NS_DEFAULT;
  private long maxGapNs = MAX_GAP_NS_DEFAULT;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private boolean isConcluded;

  /** Starts from the defaults, over a packager. */
  public ChannelsContext(PackagedChannelFactory packagedChannels) {
    this.packagedChannels = Objects.requireNonNull(packagedChannels, "packagedChannels");
  }

  /** Returns what puts channels on the packager. */
  public PackagedChannelFactory packagedChannels() {
    return packagedChannels;
  }

  /** Sets who decides which credential may publish. */
  public ChannelsContext authorizer(Authorizer value) {
    Checks.notConcluded(isConcluded);
    authorizer = Objects.requireNonNull(value, "authorizer");
    return this;
  }

  /** Returns who decides which credential may publish. */
  public Authorizer authorizer() {
    return authorizer;
  }

  /** Sets what becomes of a second publisher. */
  public ChannelsContext takeover(TakeoverPolicy value) {
    Checks.notConcluded(isConcluded);
    takeover = Objects.requireNonNull(value, "takeover");
    return this;
  }

  /** Returns what becomes of a second publisher. */
  public TakeoverPolicy takeover() {
    return takeover;
  }

  /** Sets most channels at a time, the suspended and ended ones counted. */
  public ChannelsContext maxChannels(int value) {
    Checks.notConcluded(isConcluded);
    maxChannels = value;
    return this;
  }

  /** Returns most channels at a time, the suspended and ended ones counted. */
  public int maxChannels() {
    return maxChannels;
  }

  /** Sets how long a channel waits for a publisher to come back. */
  public ChannelsContext resumeWindowNs(long value) {
    Checks.notConcluded(isConcluded);
    resumeWindowNs = value;
    return this;
  }

  /** Returns how long a channel waits for a publisher to come back. */
  public long resumeWindowNs() {
    return resumeWindowNs;
  }

  /** Sets how long a publisher may send no media before another one takes over. */
  public ChannelsContext staleAfterNs(long value) {
    Checks.notConcluded(isConcluded);
    staleAfterNs = value;
    return this;
  }

  /** Returns how long a publisher may send no media before another one takes over. */
  public long staleAfterNs() {
    return staleAfterNs;
  }

  /** Sets how long a publisher keeps its channel without media that can be packaged. */
  public ChannelsContext mediaTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    mediaTimeoutNs = value;
    return this;
  }

  /** Returns how long a publisher keeps its channel without media that can be packaged. */
  public long mediaTimeoutNs() {
    return mediaTimeoutNs;
  }

  /** Sets how long the playlists of a channel that is over stay. */
  public ChannelsContext endedRetentionNs(long value) {
    Checks.notConcluded(isConcluded);
    endedRetentionNs = value;
    return this;
  }

  /** Returns how long the playlists of a channel that is over stay. */
  public long endedRetentionNs() {
    return endedRetentionNs;
  }

  /** Sets how much media the start waits for a second track. */
  public ChannelsContext trackWaitNs(long value) {
    Checks.notConcluded(isConcluded);
    trackWaitNs = value;
    return this;
  }

  /** Returns how much media the start waits for a second track. */
  public long trackWaitNs() {
    return trackWaitNs;
  }

  /** Sets the jump forward of times that is still no break. */
  public ChannelsContext maxGapNs(long value) {
    Checks.notConcluded(isConcluded);
    maxGapNs = value;
    return this;
  }

  /** Returns the jump forward of times that is still no break. */
  public long maxGapNs() {
    return maxGapNs;
  }

  /** Sets the clock of time-outs. */
  public ChannelsContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = Objects.requireNonNull(value, "nanoClock");
    return this;
  }

  /** Returns the clock of time-outs. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /** Sets the clock of wall times. */
  public ChannelsContext epochClock(EpochClock value) {
    Checks.notConcluded(isConcluded);
    epochClock = Objects.requireNonNull(value, "epochClock");
    return this;
  }

  /** Returns the clock of wall times. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public ChannelsContext conclude() {
    Checks.range(maxChannels, 1, MAX_CHANNELS_MAX, "maxChannels");
    Checks.range(resumeWindowNs, 0, RESUME_WINDOW_NS_MAX, "resumeWindowNs");
    Checks.range(staleAfterNs, STALE_AFTER_NS_MIN, STALE_AFTER_NS_MAX, "staleAfterNs");
    Checks.range(mediaTimeoutNs, MEDIA_TIMEOUT_NS_MIN, MEDIA_TIMEOUT_NS_MAX, "mediaTimeoutNs");
    Checks.range(endedRetentionNs, 0, ENDED_RETENTION_NS_MAX, "endedRetentionNs");
    Checks.range(trackWaitNs, 0, TRACK_WAIT_NS_MAX, "trackWaitNs");
    Checks.range(maxGapNs, MAX_GAP_NS_MIN, MAX_GAP_NS_MAX, "maxGapNs");
    isConcluded = true;
    return this;
  }
}
