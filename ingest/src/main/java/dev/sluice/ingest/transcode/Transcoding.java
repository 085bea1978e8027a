package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.ingest.transcode.libav.LibavCounters;

/**
 * What all channels of a transcoder share.
 *
 * @param context settings
 * @param natives counts everything native
 * @param catalog encoders that work here
 * @param share compares the load of channels
 * @param latency from the last byte of a picture of the source to the units of all rungs
 */
record Transcoding(
    TranscodeContext context,
    LibavCounters natives,
    EncoderCatalog catalog,
    LoadShare share,
    TimeHistogram latency) {}
