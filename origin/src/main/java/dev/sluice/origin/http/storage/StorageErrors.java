package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.playlist.PushedPlaylist;
import dev.sluice.origin.store.ObjectWriter;

/** What the results of the store mean to an encoder. */
final class StorageErrors {
  private StorageErrors() {}

  /** Returns the error for a result of {@link ObjectWriter#claim}, {@link PushedPlaylist#put} or {@link WriteCondition#guard}. */
  static HttpError of(int result) {
    return switch (result) {
      case PushedPlaylist.REMOVED -> HttpError.NOT_FOUND;
      case ObjectWriter.TOO_LARGE -> HttpError.TOO_LARGE;
      case WriteCondition.FALSE, WriteCondition.NOTHING -> HttpError.PRECONDITION_FAILED;
      case ObjectWriter.FULL -> HttpError.FULL;
      default -> HttpError.UNAVAILABLE;
    };
  }

  /** Answers who has to wait. */
  static void sendTooManyRequests(Exchange exchange, long retryAfterSeconds) {
    exchange.send(HttpError.TOO_MANY_REQUESTS.page(), "Retry-After: " + retryAfterSeconds + "\r\n");
  }
}
