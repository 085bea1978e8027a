package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncoderSettings;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.LibavException;

/** Opens the encoder of a rung, on the rung's thread. */
@FunctionalInterface
interface EncoderOpener {
  /**
   * Opens an encoder.
   *
   * @throws LibavException if the settings are not taken
   */
  PictureEncoder open(EncoderSettings settings, LibavCounters counters);
}
