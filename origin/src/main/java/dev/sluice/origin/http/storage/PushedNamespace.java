package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.playlist.PlaylistCounters;
import dev.sluice.origin.http.playlist.PlaylistGuard;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.RateLimit;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.NanoClock;

/** A namespace of the store with what only its server keeps: the guard of its playlists and its rates. Any thread. */
final class PushedNamespace implements AutoCloseable {
  private final Namespace namespace;
  private final PlaylistGuard guard;
  private final NanoClock nanoClock;
  private final LongAdder limitedReads = new LongAdder();
  private final LongAdder limitedWrites = new LongAdder();
  private final Object conditionLock = new Object();

  // Replaced by any thread that finds other limits. A lost race lets one burst more through.
  private volatile AccessRate reads;
  private volatile AccessRate writes;

  PushedNamespace(Namespace namespace, PlaylistCounters counters, StorageContext context) {
    this.namespace = namespace;
    nanoClock = context.nanoClock();
    guard = new PlaylistGuard(
        namespace, counters, context.playlistEnd(), nanoClock, context.epochClock());
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

  /** Returns what a write with a condition holds while it looks and writes: it may meet another one. Nothing is waited for under it. */
  Object conditionLock() {
    return conditionLock;
  }

  /** Returns 0 if one may read now, or after how many seconds to come back. */
  long tryRead() {
    RateLimit limit = namespace.spec().readLimit();
    if (!reads.limit().equals(limit)) {
      reads = new AccessRate(limit, nanoClock.nanoTime());
    }
    return counted(reads.tryOperation(nanoClock.nanoTime()), limitedReads);
  }

  /** Returns 0 if one may write now, or after how many seconds to come back. */
  long tryWrite() {
    RateLimit limit = namespace.spec().writeLimit();
    if (!writes.limit().equals(limit)) {
      writes = new AccessRate(limit, nanoClock.nanoTime());
    }
    return counted(writes.tryOperation(nanoClock.nanoTime()), limitedWrites);
  }

  void onRead(long length) {
    reads.onBytes(length, nanoClock.nanoTime());
  }

  void onWritten(long length) {
    writes.onBytes(length, nanoClock.nanoTime());
  }

  /** Returns how many requests to read came too soon. */
  long limitedReads() {
    return limitedReads.sum();
  }

  /** Returns how many requests to write came too soon. */
  long limitedWrites() {
    return limitedWrites.sum();
  }

  private static long counted(long waitSeconds, LongAdder limited) {
    if (waitSeconds > 0) {
      limited.increment();
    }
    return waitSeconds;
  }

  @Override
  public void close() {
    guard.close();
  }
}
