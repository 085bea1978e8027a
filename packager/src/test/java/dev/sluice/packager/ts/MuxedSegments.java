package dev.sluice.packager.ts;

import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A muxer over a small store, and the segments that it wrote. */
final class MuxedSegments implements AutoCloseable {
  static final int REGION_LENGTH = 512 * 1024;
  private static final int MAX_OBJECT_SIZE = 10_000_000;

  final TsMuxer muxer = new TsMuxer();
  private final OriginStore store;
  private final List<byte[]> segments = new ArrayList<>();
  private ObjectWriter target;

  MuxedSegments() {
    this(32 * REGION_LENGTH, MAX_OBJECT_SIZE);
  }

  MuxedSegments(long hotCapacity, int maxObjectSize) {
    store =
        new OriginStore(new StoreContext().hotCapacity(hotCapacity).maxObjectSize(maxObjectSize));
  }

  /** Ends the open segment, if any, and begins another. */
  int begin(boolean isDiscontinuity) {
    end();
    ObjectSpec spec =
        new ObjectSpec("video/mp2t", "no-store", Visibility.GROWING, ObjectSpec.PINNED, 0);
    target = store.live().begin("segment", spec);
    return muxer.beginSegment(target, isDiscontinuity);
  }

  int begin() {
    return begin(/* isDiscontinuity= */ false);
  }

  int video(long pts90k, long dts90k, boolean isRandomAccess, byte[] accessUnit) {
    return muxer.writeVideo(target, pts90k, dts90k, isRandomAccess, new UnsafeBuffer(accessUnit));
  }

  int audio(long pts90k, byte[] frame) {
    return muxer.writeAudio(target, pts90k, new UnsafeBuffer(frame));
  }

  long length() {
    return target.length();
  }

  /** Ends the open segment and returns all of them. */
  byte[][] finish() {
    end();
    return segments.toArray(new byte[0][]);
  }

  @Override
  public void close() {
    end();
    store.close();
  }

  private void end() {
    if (target != null) {
      target.commit();
      target = null;
      try (Lease lease = store.live().lease("segment").orElseThrow()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        lease.slices(0, lease.length(), slice -> out.writeBytes(copy(slice)));
        segments.add(out.toByteArray());
      }
      store.live().remove("segment");
    }
  }

  private static byte[] copy(ByteBuffer slice) {
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }
}
