package dev.sluice.packager;

import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import java.util.List;

/**
 * The segment that is being written, in every way that is asked for.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class OpenSegment {
  private final SegmentOutput[] outputs;

  private SegmentStart start; // null between segments
  private boolean hasFormer;
  private int unitCount;
  private int frameCount;

  OpenSegment(List<SegmentOutput> outputs) {
    this.outputs = outputs.toArray(SegmentOutput[]::new);
  }

  void begin(SegmentStart segmentStart) {
    start = segmentStart;
    unitCount = 0;
    frameCount = 0;
    for (SegmentOutput output : outputs) {
      output.begin(segmentStart);
    }
  }

  /** Returns at least 0, or a negative result of {@link SegmentOutput}; outputs after one that fails are spared the unit. */
  int write(AccessUnitEvent unit) {
    boolean isVideo = unit.format() instanceof VideoFormat;
    int result = 0;
    int takenCount = 0;
    while (result >= 0 && takenCount < outputs.length) {
      result = outputs[takenCount].write(unit);
      takenCount += result < 0 ? 0 : 1;
    }
    if (takenCount > 0) {
      unitCount++;
      frameCount += isVideo ? 1 : 0;
    }
    return result;
  }

  /** Returns the earliest of what the outputs say. */
  long awaitedFrom90k() {
    long earliest90k = Long.MAX_VALUE;
    for (SegmentOutput output : outputs) {
      earliest90k = Math.min(earliest90k, output.awaitedFrom90k());
    }
    return earliest90k;
  }

  /** Takes one frame of silence; an output that has no room goes without. */
  void writeSilence(long pts90k, AccessUnitPayload frame) {
    for (SegmentOutput output : outputs) {
      output.writeSilence(pts90k, frame);
    }
    unitCount++;
  }

  /** Returns whether there was a segment before. */
  boolean hasFormer() {
    return hasFormer;
  }

  boolean isOpen() {
    return start != null;
  }

  boolean isEmpty() {
    return unitCount == 0;
  }

  boolean hasAudio() {
    return unitCount > frameCount;
  }

  /** Ends the segment whole. */
  void commit(SegmentEnd end) {
    start = null;
    hasFormer = true;
    for (SegmentOutput output : outputs) {
      output.commit(end);
    }
  }

  /** Returns whether the segment can be given up still. */
  boolean isRetractable() {
    for (SegmentOutput output : outputs) {
      if (!output.isRetractable()) {
        return false;
      }
    }
    return true;
  }

  /** Ends the segment where some of it is listed already, and gives it up elsewhere. */
  void commitWhereListed(SegmentEnd end) {
    start = null;
    hasFormer = true;
    for (SegmentOutput output : outputs) {
      if (output.isRetractable()) {
        output.abandon();
      } else {
        output.commit(end);
      }
    }
  }

  /** Gives the segment up. */
  void abandon() {
    start = null;
    for (SegmentOutput output : outputs) {
      output.abandon();
    }
  }
}
