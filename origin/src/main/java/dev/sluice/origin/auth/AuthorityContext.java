package dev.sluice.origin.auth;

import dev.sluice.origin.Checks;
import dev.sluice.origin.auth.token.ExternalIssuer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.agrona.BitUtil;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of an {@link Authority}.
 *
 * <table>
 *   <caption>Limits</caption>
 *   <tr><th>setting</th><th>default</th><th>range</th></tr>
 *   <tr><td>{@link #cacheEntryCount}</td><td>{@value #CACHE_ENTRY_COUNT_DEFAULT}</td>
 *     <td>a power of two, {@value #CACHE_ENTRY_COUNT_MIN} to {@value #CACHE_ENTRY_COUNT_MAX}</td></tr>
 * </table>
 */
public final class AuthorityContext {
  /** Default of {@link #cacheEntryCount()}. */
  public static final int CACHE_ENTRY_COUNT_DEFAULT = 16_384;
  /** Smallest {@link #cacheEntryCount()}. */
  public static final int CACHE_ENTRY_COUNT_MIN = 64;
  /** Largest {@link #cacheEntryCount()}. */
  public static final int CACHE_ENTRY_COUNT_MAX = 1 << 20;

  private Path dataDirectory;
  private Optional<PublishKey> publishKey = Optional.empty();
  private Optional<ExternalIssuer> externalIssuer = Optional.empty();
  private PlaybackPolicy playback = PlaybackPolicy.OPEN;
  private int cacheEntryCount = CACHE_ENTRY_COUNT_DEFAULT;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private boolean isConcluded;

  /** Sets the directory of the secret and the list of keys; there is no default. */
  public AuthorityContext dataDirectory(Path value) {
    Checks.notConcluded(isConcluded);
    dataDirectory = value;
    return this;
  }

  /** Returns the directory of the secret and the list of keys. */
  public Path dataDirectory() {
    return dataDirectory;
  }

  /** Sets the key that may publish to every channel, beside the tokens; without it there is none. */
  public AuthorityContext publishKey(PublishKey value) {
    Checks.notConcluded(isConcluded);
    publishKey = Optional.of(value);
    return this;
  }

  /** Returns the key that may publish to every channel. */
  public Optional<PublishKey> publishKey() {
    return publishKey;
  }

  /** Sets who else signs tokens; without it nobody does. */
  public AuthorityContext externalIssuer(ExternalIssuer value) {
    Checks.notConcluded(isConcluded);
    externalIssuer = Optional.of(value);
    return this;
  }

  /** Returns who else signs tokens. */
  public Optional<ExternalIssuer> externalIssuer() {
    return externalIssuer;
  }

  /** Sets which channels need a token. */
  public AuthorityContext playback(PlaybackPolicy value) {
    Checks.notConcluded(isConcluded);
    playback = value;
    return this;
  }

  /** Returns which channels need a token. */
  public PlaybackPolicy playback() {
    return playback;
  }

  /** Sets how many valid tokens are remembered, so that they are not verified again. */
  public AuthorityContext cacheEntryCount(int tokens) {
    Checks.notConcluded(isConcluded);
    cacheEntryCount = tokens;
    return this;
  }

  /** Returns how many valid tokens are remembered. */
  public int cacheEntryCount() {
    return cacheEntryCount;
  }

  /** Sets the clock by which tokens begin and end. */
  public AuthorityContext epochClock(EpochClock value) {
    Checks.notConcluded(isConcluded);
    epochClock = value;
    return this;
  }

  /** Returns the clock by which tokens begin and end. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /** Sets the clock by which the list of keys and the issuer's keys are looked at. */
  public AuthorityContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = value;
    return this;
  }

  /** Returns the clock by which the list of keys and the issuer's keys are looked at. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   * @throws NullPointerException if one is missing
   */
  public AuthorityContext conclude() {
    Objects.requireNonNull(dataDirectory, "data_dir");
    Objects.requireNonNull(playback, "playback");
    Objects.requireNonNull(epochClock, "epochClock");
    Objects.requireNonNull(nanoClock, "nanoClock");
    if (!BitUtil.isPowerOfTwo(cacheEntryCount)
        || cacheEntryCount < CACHE_ENTRY_COUNT_MIN
        || cacheEntryCount > CACHE_ENTRY_COUNT_MAX) {
      throw new IllegalArgumentException("tokens.cache_entries: " + cacheEntryCount
          + " (expected: a power of two, " + CACHE_ENTRY_COUNT_MIN + " to " + CACHE_ENTRY_COUNT_MAX
          + ")");
    }
    isConcluded = true;
    return this;
  }
}
