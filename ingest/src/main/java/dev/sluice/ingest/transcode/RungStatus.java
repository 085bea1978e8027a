package dev.sluice.ingest.transcode;

/**
 * What one rung has done so far. Counts only grow.
 *
 * @param channel name of the channel
 * @param rung name of the rung
 * @param encoder FFmpeg's name of the encoder, {@code passthrough} for the source itself
 * @param framesIn pictures that were offered
 * @param framesDropped pictures left out because the machine is too small
 * @param framesFailed pictures lost to a fault of filter or encoder, up to the next key frame
 * @param framesEncoded pictures that came out
 * @param queueDepth pictures that wait
 * @param bitrate of the last closed second, in bit/s
 * @param isOffered whether the multivariant playlist lists it
 */
public record RungStatus(
    String channel,
    String rung,
    String encoder,
    long framesIn,
    long framesDropped,
    long framesFailed,
    long framesEncoded,
    long queueDepth,
    long bitrate,
    boolean isOffered) {}
