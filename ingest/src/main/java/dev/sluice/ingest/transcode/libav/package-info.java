/**
 * FFmpeg's libraries: decoders, filters and encoders as objects with one owner each.
 *
 * <p>Everything here is native memory behind a small Java holder; whoever opened an object closes it, on any thread, and
 * one thread at a time uses it. In steady state nothing is allocated on the heap. Knows codecs and pixels, and nothing of
 * channels, rungs, rings or threads; libavformat is not touched.
 */
package dev.sluice.ingest.transcode.libav;
