package dev.sluice.origin.http.live;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.live.dvr.NoFileException;
import dev.sluice.origin.live.dvr.RecordedFile;
import dev.sluice.origin.live.dvr.RecordedFile.Piece;
import dev.sluice.origin.live.dvr.Recording;
import dev.sluice.origin.live.dvr.RecordingQuery;
import dev.sluice.origin.store.Namespace;
import java.util.Optional;

/** Answers GET and HEAD of a recording as one MP4 file. */
final class FileResource {
  private static final String RENDITION = "rendition";

  private FileResource() {}

  /**
   * Answers a request, now or when what the file begins with has come from the cold tier.
   *
   * @param isPrivate whether caches must keep it from others, since a token in the URL paid for it
   */
  static void send(Exchange exchange, Namespace namespace, Recording recording, boolean isPrivate) {
    Optional<RecordingQuery> query = RecordingDirectives.of(exchange.target());
    if (query.isEmpty()) {
      exchange.send(HttpError.BAD_DIRECTIVE);
      return;
    }
    Optional<String> rendition =
        RequestTarget.parameter(exchange.target(), RENDITION).flatMap(RequestTarget::decoded);
    try {
      RecordedFile file = recording.file(query.get(), rendition);
      if (isHeld(namespace, file)) {
        new FileOpening(exchange, namespace, file, isPrivate).proceed();
      } else {
        exchange.send(HttpError.GONE);
      }
    } catch (NoFileException e) {
      exchange.send(error(e.reason()));
    }
  }

  /** Whoever loads a large file wants to know before what is in the way of its end. */
  private static boolean isHeld(Namespace namespace, RecordedFile file) {
    for (int group = 0; group < file.groupCount(); group++) {
      for (Piece piece : file.pieces(group)) {
        if (!namespace.contains(piece.key())) {
          return false;
        }
      }
    }
    return true;
  }

  private static HttpError error(NoFileException.Reason reason) {
    return switch (reason) {
      case NOTHING -> HttpError.NOT_FOUND;
      case NO_TRACK_FILES -> HttpError.NO_FILE;
      case DISCONTINUOUS -> HttpError.DISCONTINUOUS;
      case GONE -> HttpError.GONE;
      case TOO_LONG -> HttpError.TOO_LONG;
    };
  }
}
