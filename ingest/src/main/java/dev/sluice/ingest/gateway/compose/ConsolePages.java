package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.channel.ChannelStatus;
import dev.sluice.ingest.channel.Channels;
import dev.sluice.ingest.gateway.console.Console;
import dev.sluice.ingest.gateway.console.ListedChannel;
import dev.sluice.origin.http.Access;
import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import java.time.Instant;
import java.util.Optional;

/** Registers the pages for people: the list of channels as far as it is shown, the player for everyone. */
final class ConsolePages {
  private static final String THUMBNAIL = "/thumbnail.jpg";

  private ConsolePages() {}

  static void register(HttpContext http, Access listAccess, Channels channels, Namespace live) {
    Console console = new Console(() -> channels.snapshot().stream()
        .map(channel -> listed(channel, thumbnail(channel.name(), live)))
        .toList());
    console.listPages().forEach((path, page) -> http.page(path, listAccess, page));
    console.playerPages().forEach(http::page);
    console.playerPrefixes().forEach(http::prefix);
  }

  /** Returns the URL of the thumbnail as it is now: its entity tag makes it a new one with each picture. */
  private static String thumbnail(String channel, Namespace live) {
    Optional<Lease> picture = live.lease(channel + THUMBNAIL);
    if (picture.isEmpty()) {
      return "";
    }
    try (Lease lease = picture.get()) {
      String version = lease.etag().replaceAll("[^A-Za-z0-9]", "");
      return live.name() + '/' + channel + THUMBNAIL + "?v=" + version;
    }
  }

  private static ListedChannel listed(ChannelStatus channel, String thumbnail) {
    return new ListedChannel(
        channel.name(),
        switch (channel.state()) {
          case PUBLISHING -> "live";
          case SUSPENDED -> "resuming";
          case ENDED -> "ended";
        },
        Instant.ofEpochMilli(channel.sinceEpochMs()),
        channel.protocol(),
        channel.videoCodecs(),
        channel.audioCodecs(),
        channel.height() == 0 ? "" : channel.width() + "x" + channel.height(),
        thumbnail);
  }
}
