package dev.sluice.packager.cmaf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.Timeline;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A muxer over a small store, and the chunks that it wrote into one segment. */
final class MuxedTrack implements AutoCloseable {
  static final int REGION_LENGTH = 512 * 1024;
  static final Timeline TIMELINE = new Timeline(0, 1_700_000_000_000L, 0);
  private static final int MAX_OBJECT_SIZE = 10_000_000;

  final CmafMuxer muxer;
  private final OriginStore store;
  private final List<CountedPayload> payloads = new ArrayList<>();
  private final List<Integer> chunkEnds = new ArrayList<>();
  private ObjectWriter target;

  MuxedTrack(CmafMuxer muxer) {
    this(muxer, 64 * REGION_LENGTH, MAX_OBJECT_SIZE);
  }

  MuxedTrack(CmafMuxer muxer, long hotCapacity, int maxObjectSize) {
    this.muxer = muxer;
    store =
        new OriginStore(new StoreContext().hotCapacity(hotCapacity).maxObjectSize(maxObjectSize));
    target = store
        .live()
        .begin(
            "segment",
            new ObjectSpec("video/mp4", "no-store", Visibility.GROWING, ObjectSpec.PINNED, 0));
    muxer.begin(TIMELINE);
  }

  int add(long pts90k, long dts90k, boolean isRandomAccess, byte[] accessUnit) {
    CountedPayload payload = new CountedPayload(accessUnit);
    payloads.add(payload);
    return muxer.add(pts90k, dts90k, isRandomAccess, payload);
  }

  int addAudio(long pts90k, byte[] frame) {
    return add(pts90k, pts90k, /* isRandomAccess= */ true, frame);
  }

  int write(long end90k, boolean isSegmentStart) {
    int result = muxer.writeChunk(target, end90k, isSegmentStart);
    if (result >= 0) {
      chunkEnds.add((int) target.length());
    }
    return result;
  }

  int write(long end90k) {
    return write(end90k, /* isSegmentStart= */ false);
  }

  long length() {
    return target.length();
  }

  /** Returns how often each payload was released, in the order in which they were added. */
  List<Integer> releaseCounts() {
    return payloads.stream().map(CountedPayload::releaseCount).toList();
  }

  /** Ends the segment; returns its bytes. */
  byte[] finish() {
    target.commit();
    target = null;
    try (Lease lease = store.live().lease("segment").orElseThrow()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      lease.slices(0, lease.length(), slice -> out.writeBytes(copy(slice)));
      return out.toByteArray();
    }
  }

  /** Ends the segment; returns its chunks, which are all of it. */
  List<byte[]> finishChunks() {
    byte[] segment = finish();
    List<byte[]> chunks = new ArrayList<>();
    int start = 0;
    for (int end : chunkEnds) {
      chunks.add(Arrays.copyOfRange(segment, start, end));
      start = end;
    }
    assertThat(start).isEqualTo(segment.length);
    return chunks;
  }

  @Override
  public void close() {
    if (target != null) {
      target.abort();
    }
    muxer.abort();
    assertThat(releaseCounts()).allMatch(count -> count == 1);
    store.close();
  }

  private static byte[] copy(ByteBuffer slice) {
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }
}
