package dev.sluice.ingest.transcode;

import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.FrameRate;

/**
 * A stretch of media between two breaks, the same for every rung.
 *
 * @param timeline of what comes out; each run has its own, so that each begins with a discontinuity on every rung
 * @param isTopPassthrough whether the source itself is the top rung
 * @param frameRate what the source says of itself
 */
record Run(Timeline timeline, boolean isTopPassthrough, FrameRate frameRate) {}
