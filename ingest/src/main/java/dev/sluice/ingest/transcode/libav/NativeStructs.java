package dev.sluice.ingest.transcode.libav;

import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.Pointer;

/** Reads and writes pointers in FFmpeg's structures as numbers, so that no Java object is made for each of them. */
final class NativeStructs {
  /** Offset of {@code uint8_t *data} in an AVPacket. */
  static final int PACKET_DATA_OFFSET = Pointer.offsetof(AVPacket.class, "data");

  private NativeStructs() {}

  /** Returns a view of a packet's fields; valid until it is freed. */
  static UnsafeBuffer view(AVPacket packet) {
    return new UnsafeBuffer(packet.address(), packet.sizeof());
  }
}
