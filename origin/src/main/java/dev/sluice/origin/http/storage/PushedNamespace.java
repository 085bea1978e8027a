package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.playlist.PlaylistCounters;
import dev.sluice.origin.http.playlist.PlaylistGuard;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.RateLimit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** A namespace of the store with what only its server keeps: the guard of its playlists and its rates. Any thread. */
final class PushedNamespace implements AutoCloseable {
  private final Namespace namespace;
  private final PlaylistGuard guard;
  private final NanoClock nanoClock;

  // Replaced by any thread that finds other limits. A lost race lets one burst more through.
  private volatile AccessRate reads;
  private volatile AccessRate writes;

  PushedNamespace(
      Namespace namespace, PlaylistCounters counters, EpochClock clock, NanoClock nanoClock) {
    this.namespace = namespace;
    this.nanoClock = nanoClock;
    guard = new PlaylistGuard(namespace, counters, clock);
    reads = new AccessRate(namespace.spec().readLimit(), nanoClock.nanoTime());
    writes = new AccessRate(namespace.spec().writeLimit(), nanoClock.nanoTime());
  }

  Namespace namespace() {
    return namespace;
  }

  /** Returns whether encoders put its objects, and not the packager. */
  boolean isPushed() {
    return !OriginStore.LIVE.equals(namespace.name());
  }

  PlaylistGuard guard() {
    return guard;
  }

  /** Returns 0 if one may read now, or after how many seconds to come back. */
  long tryRead() {
    RateLimit limit = namespace.spec().readLimit();
    if (!reads.limit().equals(limit)) {
      reads = new AccessRate(limit, nanoClock.nanoTime());
    }
    return reads.tryOperation(nanoClock.nanoTime());
  }

  /** Returns 0 if one may write now, or after how many seconds to come back. */
  long tryWrite() {
    RateLimit limit = namespace.spec().writeLimit();
    if (!writes.limit().equals(limit)) {
      writes = new AccessRate(limit, nanoClock.nanoTime());
    }
    return writes.tryOperation(nanoClock.nanoTime());
  }

  void onRead(long length) {
    reads.onBytes(length, nanoClock.nanoTime());
  }

  void onWritten(long length) {
    writes.onBytes(length, nanoClock.nanoTime());
  }

  @Override
  public void close() {
    guard.close();
  }
}
