package dev.sluice.ingest.transcode.libav;

/**
 * What a filter or an encoder depends on in the pictures that it takes.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixelFormat FFmpeg's number of the pixel format
 * @param sarNumerator of the sample aspect ratio, at least 1; square if the stream does not say
 * @param sarDenominator at least 1
 * @param isFullRange whether black is 0 and not 16
 * @param colours what the numbers mean
 * @param isInterlaced whether some pictures are of two fields
 * @param orientation how the picture has to be turned for display
 */
public record PictureFormat(
    int width,
    int height,
    int pixelFormat,
    int sarNumerator,
    int sarDenominator,
    boolean isFullRange,
    ColourDescription colours,
    boolean isInterlaced,
    Orientation orientation) {}
