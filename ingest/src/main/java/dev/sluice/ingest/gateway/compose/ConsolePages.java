package dev.sluice.ingest.gateway.compose;

import dev.sluice.ingest.channel.ChannelStatus;
import dev.sluice.ingest.channel.Channels;
import dev.sluice.ingest.gateway.console.Console;
import dev.sluice.ingest.gateway.console.ListedChannel;
import dev.sluice.origin.http.Access;
import dev.sluice.origin.http.HttpContext;
import java.time.Instant;

/** Registers the pages for people: the list of channels as far as it is shown, the player for everyone. */
final class ConsolePages {
  private ConsolePages() {}

  static void register(HttpContext http, Access listAccess, Channels channels) {
    Console console =
        new Console(() -> channels.snapshot().stream().map(ConsolePages::listed).toList());
    console.listPages().forEach((path, page) -> http.page(path, listAccess, page));
    console.playerPages().forEach(http::page);
    console.playerPrefixes().forEach(http::prefix);
  }

  private static ListedChannel listed(ChannelStatus channel) {
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
        channel.height() == 0 ? "" : channel.width() + "x" + channel.height());
  }
}
