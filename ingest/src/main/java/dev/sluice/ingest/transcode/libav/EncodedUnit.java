package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.AccessUnitPayload;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * An access unit that an encoder made, in native memory. Any thread.
 *
 * <p>It is handed out with one hold; {@link #retain()} adds one for each further sink before it is published there. The
 * last {@link #release()} gives the bytes back, also after the encoder is closed.
 */
public final class EncodedUnit implements AccessUnitPayload {
  /** Nothing came out. It has no bytes and no holds. */
  public static final EncodedUnit NONE = new EncodedUnit();

  private final UnitPool pool;
  private final AVPacket packet;
  private final UnsafeBuffer fields;
  private final AtomicInteger holds = new AtomicInteger();

  // Written by the encoder's thread before the unit is handed out.
  private long address;
  private int length;
  private long pts90k;
  private long dts90k;
  private boolean isRandomAccess;

  private EncodedUnit() {
    pool = null;
    packet = null;
    fields = null;
  }

  EncodedUnit(UnitPool pool) {
    this.pool = pool;
    packet = Results.require(avcodec.av_packet_alloc(), "AVPacket");
    fields = NativeStructs.view(packet);
  }

  /**
   * Adds a hold, to be released once. Only by one that has a hold.
   *
   * @throws IllegalStateException if nobody has one
   */
  public EncodedUnit retain() {
    if (holds.getAndIncrement() < 1) {
      holds.decrementAndGet();
      throw new IllegalStateException("holds: 0 (expected: one of the caller's)");
    }
    return this;
  }

  /** Returns when it is shown, in ticks of 90 kHz. */
  public long pts90k() {
    return pts90k;
  }

  /** Returns when it is decoded, in ticks of 90 kHz. */
  public long dts90k() {
    return dts90k;
  }

  /** Returns whether decoding can start here; true for all audio. */
  public boolean isRandomAccess() {
    return isRandomAccess;
  }

  @Override
  public void wrapInto(UnsafeBuffer view) {
    view.wrap(address, length);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void release() {
    int left = holds.decrementAndGet();
    if (left < 0) {
      holds.incrementAndGet();
      throw new IllegalStateException("holds: 0 (expected: one of the caller's)");
    }
    if (left == 0) {
      pool.recycle(this);
    }
  }

  /** Returns the packet, for an encoder to put bytes into. */
  AVPacket packet() {
    return packet;
  }

  /** Returns the address of the packet's bytes. */
  long packetAddress() {
    return fields.getLong(NativeStructs.PACKET_DATA_OFFSET);
  }

  /** Starts its life outside with one hold; the bytes are those of the packet now. */
  EncodedUnit handOut(long newPts90k, long newDts90k) {
    address = packetAddress();
    length = packet.size();
    pts90k = newPts90k;
    dts90k = newDts90k;
    isRandomAccess = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
    holds.set(1);
    return this;
  }

  /** Gives the bytes back. */
  void clear() {
    length = 0;
    avcodec.av_packet_unref(packet);
  }

  /** Frees the packet. */
  void free() {
    avcodec.av_packet_free(packet);
  }
}
