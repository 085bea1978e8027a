package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.AccessUnitPayload;
import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Puts payloads into a decoder. One thread at a time.
 *
 * <p>A packet that only points at the bytes is copied once by {@code avcodec_send_packet}, into a buffer of the decoder
 * with the padding that its readers need; the payload may go at once.
 */
final class InputPacket implements AutoCloseable {
  private static final int FIRST_CAPACITY = 64 * 1024;

  private final LibavCounters counters;
  private final AVPacket packet;
  private final UnsafeBuffer fields;
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  // For payloads on the heap, which native code cannot point at.
  private BytePointer scratch;
  private boolean isClosed;

  InputPacket(LibavCounters counters) {
    this.counters = counters;
    packet = Results.require(avcodec.av_packet_alloc(), "AVPacket");
    counters.packets.increment();
    fields = NativeStructs.view(packet);
  }

  /** Returns what {@code avcodec_send_packet} returns; times are in ticks of the decoder's time base. */
  int send(AVCodecContext decoder, AccessUnitPayload payload, long pts, long dts) {
    payload.wrapInto(view);
    packet.pts(pts);
    packet.dts(dts);
    packet.size(view.capacity());
    fields.putLong(NativeStructs.PACKET_DATA_OFFSET, nativeAddress());
    int result = view.capacity() == 0
        ? avutil.AVERROR_INVALIDDATA // An empty packet would mean the end of the stream.
        : avcodec.avcodec_send_packet(decoder, packet);
    fields.putLong(NativeStructs.PACKET_DATA_OFFSET, 0);
    packet.size(0);
    return result;
  }

  private long nativeAddress() {
    if (view.byteArray() == null) {
      return view.addressOffset();
    }
    int length = view.capacity();
    if (scratch == null || scratch.capacity() < length) {
      freeScratch();
      scratch = new BytePointer(Math.max(FIRST_CAPACITY, 2L * length));
    }
    scratch.position(0).put(view.byteArray(), view.wrapAdjustment(), length);
    return scratch.address();
  }

  private void freeScratch() {
    if (scratch != null) {
      scratch.deallocate();
      scratch = null;
    }
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      freeScratch();
      avcodec.av_packet_free(packet);
      counters.packets.decrement();
    }
  }
}
