package dev.sluice.origin.http.live;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.park.Waiter;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.store.Lease;
import java.util.function.Consumer;

/** A request for a media playlist that waits for a segment or part to be listed, or for the end. */
final class ParkedReload extends Waiter {
  private final LiveObjects live;
  private final Exchange exchange;
  private final LivePlaylist playlist;
  private final long mediaSequence;
  private final int partIndex;
  private final boolean isDelta;
  private final Consumer<Lease> sender;

  ParkedReload(
      LiveObjects live,
      Exchange exchange,
      LivePlaylist playlist,
      ReloadDirectives asked,
      Consumer<Lease> sender) {
    this.live = live;
    this.exchange = exchange;
    this.playlist = playlist;
    this.sender = sender;
    mediaSequence = asked.mediaSequence();
    partIndex = asked.partIndex();
    isDelta = asked.isDelta();
  }

  @Override
  protected boolean isDue() {
    return playlist.isOver() || playlist.hasReached(mediaSequence, partIndex);
  }

  @Override
  protected void onDue() {
    if (playlist.isOver()) {
      live.sendLast(exchange, playlist, sender);
    } else {
      live.sendReached(exchange, playlist, isDelta, sender);
    }
  }

  @Override
  protected void onRefused() {
    exchange.send(HttpError.UNAVAILABLE);
  }

  @Override
  protected void onAbandoned() {
    // There is nobody to answer.
  }
}
