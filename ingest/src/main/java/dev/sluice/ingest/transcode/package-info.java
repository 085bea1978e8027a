/**
 * Ladders: one source in, several renditions out, all cut at the same times; and FFmpeg's programs as processes.
 *
 * <p>With its subpackage the only one that names {@code org.bytedeco}. A channel has one {@code tc-} thread, which takes
 * units from the {@link dev.sluice.ingest.transcode.SourceInlet inlet}, has them decoded and puts pictures and audio in
 * order of presentation into the {@link dev.sluice.ingest.transcode.FrameRing ring}; and one {@code enc-} thread a rung,
 * which scales, encodes and publishes. Knows nothing of protocols and playlists; encoded access units go in and out.
 */
package dev.sluice.ingest.transcode;
