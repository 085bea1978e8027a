package dev.sluice.origin.http.playlist;

import dev.sluice.origin.m3u8.PlaylistScan;
import dev.sluice.origin.m3u8.PlaylistUri;
import dev.sluice.origin.m3u8.PlaylistUri.Kind;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/**
 * Makes the versions of a namespace's playlists visible when what they list is there.
 *
 * <p>A version waits for the media segments, parts and initialization sections that it lists and the visible version does
 * not, and a multivariant playlist for its playlists, as far as their URIs lead into the namespace. The newest version that
 * waits replaces one that waited before. What the visible version lists is not waited for again: it was there, and that it
 * expired or was deleted holds nothing up. A playlist that has waited for three target durations ({@value #HOLD_MS} ms where
 * it has none) since its last version became visible shows the newest as it is: an encoder that lost a segment
 * loses one segment and not its channel.
 *
 * <p>Any thread. The lock is held while a version is looked at or committed; nothing is waited for under it. It is there
 * because the event loop that puts a playlist and the one that puts its last segment may meet.
 */
public final class PlaylistGuard implements AutoCloseable {
  private static final long HOLD_MS = 10_000;
  private static final long HOLD_MAX_MS = 60_000;
  private static final int HOLD_TARGET_DURATIONS = 3;
  private static final int MAX_HELD = 1024;
  // Of the heap: texts, and what they wait for.
  private static final long MAX_HELD_LENGTH = 16 << 20;
  private static final int MISSING_KEY_LENGTH = 256; // without its text

  private final Namespace namespace;
  private final PlaylistCounters counters;
  private final PlaylistEnd end;
  private final NanoClock clock;
  private final EpochClock epochClock;

  // Written under the lock, read by any thread.
  private final Map<String, VisiblePlaylist> visible = new ConcurrentHashMap<>();
  private volatile int heldCount;

  // Under the lock.
  private final Map<String, Held> held = new HashMap<>();
  private final Map<String, Set<String>> waitingPlaylists = new HashMap<>();
  private long heldLength;
  private boolean isClosed;

  /** Makes one that has seen no playlist. */
  public PlaylistGuard(
      Namespace namespace,
      PlaylistCounters counters,
      PlaylistEnd end,
      NanoClock clock,
      EpochClock epochClock) {
    this.namespace = namespace;
    this.counters = counters;
    this.end = end;
    this.clock = clock;
    this.epochClock = epochClock;
  }

  /**
   * Takes over a version that is whole, and shows it now or when what it lists is there. Returns whether it did: once closed,
   * it gives the version up.
   */
  synchronized boolean offer(PlaylistVersion version) {
    if (isClosed) {
      version.abort();
      return false;
    }
    Held former = take(version.key());
    if (former != null) {
      former.version.abort();
    }
    // Before the look at what is there: whoever commits a segment looks at this afterwards.
    heldCount = held.size() + 1;
    Set<String> missing = namespace.spec().isGuarded() ? missing(version) : Set.of();
    long sinceNs = former == null ? nowNs() : former.sinceNs;
    Held waiting = new Held(version, missing, sinceNs, heapLength(version, missing));
    if (missing.isEmpty()
        || held.size() >= MAX_HELD
        || heldLength + waiting.heapLength > MAX_HELD_LENGTH) {
      heldCount = held.size();
      show(version);
      return true;
    }
    held.put(version.key(), waiting);
    heldLength += waiting.heapLength;
    for (String key : missing) {
      waitingPlaylists.computeIfAbsent(key, unused -> new HashSet<>()).add(version.key());
    }
    counters.held.increment();
    return true;
  }

  /** Notes that an object is there and whole, after it was committed. */
  public void onCommitted(String key) {
    if (heldCount > 0) {
      showCompleted(key);
    }
  }

  /** Forgets a playlist that is deleted; returns whether a version of it has waited. */
  public synchronized boolean onRemoved(String key) {
    Held former = take(key);
    if (former != null) {
      former.version.abort();
    }
    visible.remove(key);
    return former != null;
  }

  /** Returns when playlists end that no longer advance. */
  PlaylistEnd end() {
    return end;
  }

  /** Returns the time by which playlists end. */
  long nowNs() {
    return clock.nanoTime();
  }

  /** Returns what is known of a playlist, which readers see through this lease. */
  VisiblePlaylist visible(String key, Lease lease) {
    VisiblePlaylist known = visible.get(key);
    if (known != null) {
      return known;
    }
    String text = PlaylistBytes.text(lease);
    return visible.computeIfAbsent(
        key,
        unused -> VisiblePlaylist.of(
            text, PlaylistScan.of(text), Set.of(), putNs(lease.lastModifiedEpochMs())));
  }

  /**
   * Shows what has waited for too long, and lets go of what was abandoned: its segments may be evicted. Called by the
   * house thread, a few times a second.
   */
  public synchronized int doWork() {
    long nowNs = nowNs();
    List<Held> overdue = new ArrayList<>();
    for (Held version : held.values()) {
      if (TimeUnit.NANOSECONDS.toMillis(nowNs - version.sinceNs)
          >= holdMs(version.version.scan())) {
        overdue.add(version);
      }
    }
    for (Held version : overdue) {
      // An earlier one may have completed it.
      if (take(version.version.key()) != null) {
        counters.overdue.increment();
        show(version.version);
      }
    }
    visible.forEach((key, playlist) -> {
      if (playlist.isAbandoned(end, nowNs) && !isListingLive(key, playlist)) {
        visible.remove(key);
        namespace.unpin(key);
      }
    });
    return overdue.size();
  }

  /** Gives up what waits; has no effect the second time. */
  @Override
  public synchronized void close() {
    isClosed = true;
    held.values().forEach(waiting -> waiting.version.abort());
    held.clear();
    waitingPlaylists.clear();
    visible.clear();
    heldLength = 0;
    heldCount = 0;
  }

  private synchronized void showCompleted(String committedKey) {
    ArrayDeque<String> committed = new ArrayDeque<>(List.of(committedKey));
    while (!committed.isEmpty()) {
      String key = committed.poll();
      Set<String> playlists = waitingPlaylists.remove(key);
      for (String playlist : playlists == null ? Set.<String>of() : playlists) {
        Held waiting = held.get(playlist);
        waiting.missing.remove(key);
        if (waiting.missing.isEmpty()) {
          take(playlist);
          commit(waiting.version);
          committed.add(playlist);
        }
      }
    }
  }

  /** Returns when a playlist was put that is not known, which is long ago: one from the future is from before the clock went back. */
  private long putNs(long putEpochMs) {
    return nowNs() - TimeUnit.MILLISECONDS.toNanos(Math.abs(epochClock.time() - putEpochMs));
  }

  /** Returns whether new readers still begin with a multivariant playlist, which its encoder may have put only once. */
  private boolean isListingLive(String key, VisiblePlaylist multivariant) {
    return namespace.contains(key)
        && multivariant.playlists().stream()
            .map(visible::get)
            .anyMatch(playlist -> playlist != null && playlist.isLive());
  }

  private void show(PlaylistVersion version) {
    commit(version);
    if (!held.isEmpty()) {
      showCompleted(version.key());
    }
  }

  private void commit(PlaylistVersion version) {
    version.commit();
    Set<String> playlists = version.scan().isMultivariant() ? version.pinned() : Set.of();
    visible.put(
        version.key(),
        VisiblePlaylist.of(version.text(), version.scan(), playlists, nowNs())
            .after(visible.get(version.key())));
  }

  /** Takes out the version of a playlist that waits, or null; the caller commits or aborts it. */
  private Held take(String playlist) {
    Held waiting = held.remove(playlist);
    if (waiting != null) {
      for (String key : waiting.missing) {
        waitingPlaylists.computeIfPresent(key, (unused, playlists) -> {
          playlists.remove(playlist);
          return playlists.isEmpty() ? null : playlists;
        });
      }
      heldLength -= waiting.heapLength;
      heldCount = held.size();
    }
    return waiting;
  }

  private Set<String> missing(PlaylistVersion version) {
    VisiblePlaylist shown = visible.get(version.key());
    PlaylistScan scan = version.scan();
    boolean isContinued = shown != null
        && scan.mediaSequence() <= shown.endSequence()
        && scan.endSequence() >= shown.endSequence();
    long sequence = scan.mediaSequence();
    Set<String> missing = new HashSet<>();
    for (PlaylistUri uri : scan.uris()) {
      boolean isShown = isContinued && !scan.isMultivariant() && sequence < shown.endSequence();
      if (!isShown) {
        version.key(uri).filter(key -> !namespace.contains(key)).ifPresent(missing::add);
      }
      sequence += uri.kind() == Kind.SEGMENT || uri.kind() == Kind.GAP ? 1 : 0;
    }
    missing.remove(version.key());
    return missing;
  }

  private static long holdMs(PlaylistScan scan) {
    return scan.targetDurationMs() == PlaylistScan.UNKNOWN
        ? HOLD_MS
        : Math.min(HOLD_MAX_MS, HOLD_TARGET_DURATIONS * scan.targetDurationMs());
  }

  /** Returns about how many bytes of the heap a version takes while it waits. */
  private static long heapLength(PlaylistVersion version, Set<String> missing) {
    long length = version.text().length();
    for (String key : missing) {
      length += MISSING_KEY_LENGTH + key.length();
    }
    return length;
  }

  /** A version that waits, and for what. */
  private record Held(
      PlaylistVersion version, Set<String> missing, long sinceNs, long heapLength) {}
}
