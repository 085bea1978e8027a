package dev.sluice.origin.http.storage;

import dev.sluice.origin.Checks;
import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.auth.TokenIssuer;
import dev.sluice.origin.http.playlist.PlaylistEnd;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.OriginStore;
import java.util.Objects;
import java.util.Optional;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the storage API. Namespaces have their own, {@link dev.sluice.origin.store.NamespaceSpec}.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>maxPlaylistLength</td><td>bytes</td><td>{@value #MAX_PLAYLIST_LENGTH_DEFAULT}</td>
 *     <td>1 to {@value #MAX_PLAYLIST_LENGTH_MAX}</td></tr>
 * </table>
 */
public final class StorageContext {
  /** Default of {@link #maxPlaylistLength()}. */
  public static final int MAX_PLAYLIST_LENGTH_DEFAULT = 4 << 20;
  /** Largest {@link #maxPlaylistLength()}. */
  public static final int MAX_PLAYLIST_LENGTH_MAX = 64 << 20;

  private OriginStore store;
  private LivePlaylists livePlaylists = new LivePlaylists();
  private Optional<Recordings> recordings = Optional.empty();
  private Metrics metrics = new Metrics();
  private Authorizer authorizer = StorageContext::decideReadOnly;
  private Optional<TokenIssuer> tokenIssuer = Optional.empty();
  private NamespaceSaver namespaceSaver = NamespaceSaver.NONE;
  private boolean isLiveOpen = true;
  private PlaylistEnd playlistEnd = PlaylistEnd.DEFAULT;
  private int maxPlaylistLength = MAX_PLAYLIST_LENGTH_DEFAULT;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private boolean isConcluded;

  /** Sets the store; there is no default. */
  public StorageContext store(OriginStore value) {
    Checks.notConcluded(isConcluded);
    store = value;
    return this;
  }

  /** Returns the store. */
  public OriginStore store() {
    return store;
  }

  /** Sets the playlists of the live channels that readers may wait for. */
  public StorageContext livePlaylists(LivePlaylists value) {
    Checks.notConcluded(isConcluded);
    livePlaylists = value;
    return this;
  }

  /** Returns the playlists of the live channels that readers may wait for. */
  public LivePlaylists livePlaylists() {
    return livePlaylists;
  }

  /** Sets what the live channels have recorded; without it, they record nothing. */
  public StorageContext recordings(Recordings value) {
    Checks.notConcluded(isConcluded);
    recordings = Optional.of(value);
    return this;
  }

  /** Returns what the live channels have recorded. */
  public Optional<Recordings> recordings() {
    return recordings;
  }

  /** Sets the registry for the counters. */
  public StorageContext metrics(Metrics value) {
    Checks.notConcluded(isConcluded);
    metrics = value;
    return this;
  }

  /** Returns the registry for the counters. */
  public Metrics metrics() {
    return metrics;
  }

  /** Sets who decides on credentials. Without it, everything may be read and nothing written. */
  public StorageContext authorizer(Authorizer value) {
    Checks.notConcluded(isConcluded);
    authorizer = value;
    return this;
  }

  /** Returns who decides on credentials. */
  public Authorizer authorizer() {
    return authorizer;
  }

  /** Sets who issues tokens at {@code /api/v1/tokens}; without it there is no such path. */
  public StorageContext tokenIssuer(TokenIssuer value) {
    Checks.notConcluded(isConcluded);
    tokenIssuer = Optional.of(value);
    return this;
  }

  /** Returns who issues tokens. */
  public Optional<TokenIssuer> tokenIssuer() {
    return tokenIssuer;
  }

  /** Sets who keeps namespaces for the next process; without it nobody does. */
  public StorageContext namespaceSaver(NamespaceSaver value) {
    Checks.notConcluded(isConcluded);
    namespaceSaver = Objects.requireNonNull(value, "namespaceSaver");
    return this;
  }

  /** Returns who keeps namespaces for the next process. */
  public NamespaceSaver namespaceSaver() {
    return namespaceSaver;
  }

  /** Sets whether {@code /live/…} is served to everybody, without a look at credentials. */
  public StorageContext isLiveOpen(boolean value) {
    Checks.notConcluded(isConcluded);
    isLiveOpen = value;
    return this;
  }

  /** Returns whether {@code /live/…} is served to everybody. */
  public boolean isLiveOpen() {
    return isLiveOpen;
  }

  /** Sets when pushed playlists end that no longer advance. */
  public StorageContext playlistEnd(PlaylistEnd value) {
    Checks.notConcluded(isConcluded);
    playlistEnd = Objects.requireNonNull(value, "playlistEnd");
    return this;
  }

  /** Returns when pushed playlists end that no longer advance. */
  public PlaylistEnd playlistEnd() {
    return playlistEnd;
  }

  /** Sets the most bytes of a playlist or manifest, where the namespace's object size is not less. */
  public StorageContext maxPlaylistLength(int bytes) {
    Checks.notConcluded(isConcluded);
    maxPlaylistLength = bytes;
    return this;
  }

  /** Returns the most bytes of a playlist or manifest. */
  public int maxPlaylistLength() {
    return maxPlaylistLength;
  }

  /** Sets the clock by which the age of playlists from before is told. */
  public StorageContext epochClock(EpochClock value) {
    Checks.notConcluded(isConcluded);
    epochClock = value;
    return this;
  }

  /** Returns the clock by which the age of playlists from before is told. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /** Sets the clock of the rates, and by which playlists are stale. */
  public StorageContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = value;
    return this;
  }

  /** Returns the clock of the rates, and by which playlists are stale. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   * @throws NullPointerException if one is missing
   */
  public StorageContext conclude() {
    Objects.requireNonNull(store, "storage.store");
    Objects.requireNonNull(livePlaylists, "storage.live_playlists");
    Objects.requireNonNull(metrics, "storage.metrics");
    Objects.requireNonNull(authorizer, "storage.authorizer");
    Checks.range(maxPlaylistLength, 1, MAX_PLAYLIST_LENGTH_MAX, "origin.max_playlist_size");
    isConcluded = true;
    return this;
  }

  private static Decision decideReadOnly(
      Permission permission, String namespace, String key, String credential) {
    return permission == Permission.READ ? Decision.ALLOWED : Decision.UNAUTHENTICATED;
  }
}
