package dev.sluice.packager;

import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ring.AccessUnitEvent;
import dev.sluice.packager.ts.TsMuxer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The segment that is being written, as an object that readers can follow while it grows.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class OpenSegment {
  private static final String CONTENT_TYPE = "video/mp2t"; // rfc8216bis §3.1.1
  private static final String CACHE_CONTROL = "max-age=3600, immutable";

  private final Namespace namespace;
  private final TsMuxer muxer;
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

  private ObjectWriter object; // null between segments
  private String key;
  private int expectedLength;
  private boolean isDiscontinuity;
  private boolean hasTables;
  private int unitCount;
  private int frameCount;

  OpenSegment(Namespace namespace, TsMuxer muxer) {
    this.namespace = namespace;
    this.muxer = muxer;
  }

  void begin(String segmentKey, boolean segmentIsDiscontinuity) {
    key = segmentKey;
    isDiscontinuity = segmentIsDiscontinuity;
    hasTables = false;
    unitCount = 0;
    frameCount = 0;
    object = namespace.begin(
        segmentKey,
        new ObjectSpec(
            CONTENT_TYPE,
            CACHE_CONTROL,
            ObjectSpec.Visibility.GROWING,
            ObjectSpec.PINNED,
            expectedLength));
  }

  /** Returns the bytes written, or a negative result of {@link TsMuxer}. */
  int write(AccessUnitEvent unit) {
    unit.payload().wrapInto(view);
    int result = unit.format() instanceof VideoFormat
        ? writeVideo(unit.pts90k(), unit.dts90k(), unit.isRandomAccess())
        : writeAudio(unit.pts90k(), view);
    view.wrap(0, 0);
    return result;
  }

  /** Returns the bytes written of one frame, or a negative result of {@link TsMuxer}. */
  int writeAudio(long pts90k, UnsafeBuffer frame) {
    int tables = writeTables();
    return tables < 0 ? tables : publish(muxer.writeAudio(object, pts90k, frame));
  }

  private int writeVideo(long pts90k, long dts90k, boolean isRandomAccess) {
    int tables = writeTables();
    if (tables < 0) {
      return tables;
    }
    int result = publish(muxer.writeVideo(object, pts90k, dts90k, isRandomAccess, view));
    frameCount += result < 0 ? 0 : 1;
    return result;
  }

  private int writeTables() {
    int result = hasTables ? 0 : muxer.beginSegment(object, isDiscontinuity);
    hasTables |= result >= 0;
    return result;
  }

  private int publish(int result) {
    if (result >= 0) {
      unitCount++;
      object.publish();
    }
    return result;
  }

  boolean isOpen() {
    return object != null;
  }

  boolean isEmpty() {
    return unitCount == 0;
  }

  boolean hasAudio() {
    return unitCount > frameCount;
  }

  String key() {
    return key;
  }

  boolean isDiscontinuity() {
    return isDiscontinuity;
  }

  int frameCount() {
    return frameCount;
  }

  /** Ends the segment whole; returns its length. */
  long commit() {
    long length = object.length();
    object.commit();
    object = null;
    expectedLength = (int) length;
    return length;
  }

  /** Gives the segment up. */
  void abort() {
    object.abort();
    object = null;
  }
}
