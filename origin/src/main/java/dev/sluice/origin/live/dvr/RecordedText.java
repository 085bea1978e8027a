package dev.sluice.origin.live.dvr;

import java.util.Optional;

/** A playlist of a recording, multivariant or of media, as HTTP asks for it. Any thread. */
public interface RecordedText {
  /** Returns the text that answers a request, or nothing if no segment does. */
  Optional<PlaylistBody> body(RecordingQuery query);
}
