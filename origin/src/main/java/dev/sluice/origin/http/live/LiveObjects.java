package dev.sluice.origin.http.live;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.dvr.RecordedText;
import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.RecallListener;
import dev.sluice.origin.store.RecallMiss;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Answers GET and HEAD of what the live channels have.
 *
 * <p>A request for a media playlist may name the segment or part that must be listed (rfc8216bis §6.2.5.2). If it is, or once
 * was, the answer is the playlist as it stands; if not, the request waits. Whoever waits for the same part gets the same bytes,
 * which caches may keep for long: the URL names the moment that they describe.
 *
 * <p>Shared by all event loops; immutable.
 */
public final class LiveObjects {
  /** What the key of a delta update has behind that of its playlist; no path leads to such a key. */
  static final String DELTA_SUFFIX = "?_HLS_skip=YES";

  private static final int TARGET_DURATIONS_CACHED = 6;
  // Four target durations, but no longer than this: the shortest target duration is a second.
  private static final Page NOT_YET = missing("max-age=4");
  private static final Page GONE = missing("no-store");

  private final Namespace namespace;
  private final LivePlaylists playlists;
  private final Optional<Recordings> recordings;

  /** Serves a namespace, some of whose playlists may be waited for, and what was recorded of it. */
  public LiveObjects(
      Namespace namespace, LivePlaylists playlists, Optional<Recordings> recordings) {
    this.namespace = namespace;
    this.playlists = playlists;
    this.recordings = recordings;
  }

  /**
   * Answers a request, now or later.
   *
   * @param key of the object, from the path
   * @param queryToken that the reader gave as a parameter, or empty
   * @param sender answers with the object, whose lease it takes over
   */
  public void read(Exchange exchange, String key, String queryToken, Consumer<Lease> sender) {
    Optional<RecordedText> recorded = recordings.flatMap(all -> all.find(key));
    if (recorded.isPresent()) {
      RecordedResource.send(exchange, recorded.get(), queryToken);
      return;
    }
    Optional<Recording> filed = recordings.flatMap(all -> all.findFile(key));
    if (filed.isPresent()) {
      FileResource.send(exchange, namespace, filed.get(), !queryToken.isEmpty());
      return;
    }
    Optional<LivePlaylist> playlist = playlists.find(key);
    if (key.indexOf('?') >= 0) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (playlist.isPresent() && !playlist.get().isOver()) {
      readPlaylist(exchange, playlist.get(), sender);
    } else {
      readObject(exchange, key, sender);
    }
  }

  /** Sends what waited for a position that is reached now. */
  void sendReached(
      Exchange exchange, LivePlaylist playlist, boolean isDelta, Consumer<Lease> sender) {
    Optional<Lease> delta = delta(playlist, isDelta);
    if (delta.isEmpty() && !playlist.bringWhole()) {
      // The store was full, and an answer may not lack what was waited for (rfc8216bis §6.2.5.2).
      exchange.send(HttpError.UNAVAILABLE);
      return;
    }
    Optional<Lease> lease = delta.or(() -> namespace.lease(playlist.key()));
    if (lease.isPresent()) {
      exchange.cacheControl(
          "max-age=" + TARGET_DURATIONS_CACHED * playlist.targetDurationSeconds());
      sender.accept(lease.get());
    } else {
      exchange.send(GONE);
    }
  }

  /** Sends the playlist as it stands to a request that waited for what will not come. */
  void sendLast(Exchange exchange, LivePlaylist playlist, Consumer<Lease> sender) {
    Optional<Lease> lease = namespace.lease(playlist.key());
    if (lease.isPresent()) {
      sender.accept(lease.get());
    } else {
      exchange.send(GONE);
    }
  }

  private void readPlaylist(Exchange exchange, LivePlaylist playlist, Consumer<Lease> sender) {
    Optional<ReloadDirectives> directives = ReloadDirectives.of(exchange.target());
    if (directives.isEmpty()) {
      exchange.send(HttpError.BAD_DIRECTIVE);
      return;
    }
    ReloadDirectives asked = directives.get();
    if (!asked.isBlocking()) {
      answer(exchange, lease(playlist, asked.isDelta()), HttpError.NOT_FOUND.page(), sender);
    } else if (playlist.isTooFarAhead(asked.mediaSequence(), asked.partIndex())) {
      exchange.send(HttpError.BAD_DIRECTIVE);
    } else if (playlist.hasReached(asked.mediaSequence(), asked.partIndex())) {
      sendReached(exchange, playlist, asked.isDelta(), sender);
    } else {
      exchange.park(
          new PlaylistSource(playlist), new ParkedReload(this, exchange, playlist, asked, sender));
    }
  }

  private void readObject(Exchange exchange, String key, Consumer<Lease> sender) {
    boolean isBlocking = RequestTarget.parameter(exchange.target(), ReloadDirectives.MEDIA_SEQUENCE)
        .isPresent();
    Page missing = isBlocking ? NOT_YET : HttpError.NOT_FOUND.page();
    Optional<Lease> lease = namespace.lease(key);
    boolean isComing = lease.isEmpty()
        && namespace.recall(key, exchange.loop(), new ColdReader(exchange, missing, sender));
    if (!isComing) {
      answer(exchange, lease, missing, sender);
    }
  }

  private Optional<Lease> lease(LivePlaylist playlist, boolean isDelta) {
    Optional<Lease> delta = delta(playlist, isDelta);
    if (delta.isEmpty()) {
      playlist.bringWhole();
    }
    return delta.or(() -> namespace.lease(playlist.key()));
  }

  private Optional<Lease> delta(LivePlaylist playlist, boolean isDelta) {
    return isDelta && playlist.bringDelta()
        ? namespace.lease(playlist.key() + DELTA_SUFFIX)
        : Optional.empty();
  }

  private static void answer(
      Exchange exchange, Optional<Lease> lease, Page missing, Consumer<Lease> sender) {
    if (lease.isPresent()) {
      sender.accept(lease.get());
    } else {
      exchange.send(missing);
    }
  }

  private static Page missing(String cacheControl) {
    Page page = HttpError.NOT_FOUND.page();
    return new Page(page.status(), page.contentType(), cacheControl, page.body());
  }

  /** Answers with a segment that comes back from the cold tier. */
  private record ColdReader(Exchange exchange, Page missing, Consumer<Lease> sender)
      implements RecallListener {
    @Override
    public void onRecalled(Lease lease) {
      sender.accept(lease);
    }

    @Override
    public void onMissed(RecallMiss reason) {
      if (reason == RecallMiss.GONE) {
        exchange.send(missing);
      } else {
        exchange.send(HttpError.UNAVAILABLE);
      }
    }
  }
}
