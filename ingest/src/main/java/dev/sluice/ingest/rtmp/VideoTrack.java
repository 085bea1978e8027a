package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.VideoFormat;
import io.netty.buffer.ByteBuf;

/** Reads FLV video tags (FLV 10.1 §E.4.3.1): FrameType (4), CodecID (4), for AVC AVCPacketType (8), CompositionTime (24). */
final class VideoTrack extends Track {
  private static final int TICKS_A_MS = 90;
  private static final int CODEC_MASK = 0x0F;
  private static final int CODEC_AVC = 7;
  private static final int FRAME_TYPE_COMMAND = 5;
  private static final int KEY_FRAME_AVC = 0x17;
  private static final int AVC_HEADER_LENGTH = 5;
  private static final int PACKET_SEQUENCE_HEADER = 0;
  private static final int PACKET_NAL_UNITS = 1;

  private VideoFormat format;

  VideoTrack(RtmpTimestamps timestamps, RtmpCounters counters, String remote) {
    super(timestamps, counters, remote);
  }

  @Override
  void onTag(int timestampMs, ByteBuf payload) {
    if (!payload.isReadable()) {
      payload.release();
      return;
    }
    int first = payload.getUnsignedByte(payload.readerIndex());
    if ((first & EX_HEADER) != 0) {
      drop(payload, "Enhanced RTMP video (expected: H.264 with FLV codec id 7)");
    } else if ((first & CODEC_MASK) != CODEC_AVC) {
      drop(payload, "FLV video codec " + (first & CODEC_MASK) + " (expected: 7, H.264)");
    } else if (first >>> 4 == FRAME_TYPE_COMMAND || payload.readableBytes() < AVC_HEADER_LENGTH) {
      payload.release();
    } else {
      onAvc(timestampMs, payload);
    }
  }

  /** Tells of a key frame whose tag has begun to come: its times are in the header, and nothing else is needed of it. */
  void onTagBegun(int timestampMs, ByteBuf beginning) {
    int at = beginning.readerIndex();
    if (isReady()
        && beginning.getUnsignedByte(at) == KEY_FRAME_AVC
        && beginning.getUnsignedByte(at + 1) == PACKET_NAL_UNITS) {
      long dts90k = peek90k(timestampMs);
      publication().keyFrameBegun(dts90k + (long) beginning.getMedium(at + 2) * TICKS_A_MS, dts90k);
    }
  }

  private void onAvc(int timestampMs, ByteBuf payload) {
    payload.skipBytes(1);
    int packetType = payload.readUnsignedByte();
    int compositionTimeMs = payload.readMedium();
    if (packetType == PACKET_SEQUENCE_HEADER) {
      onConfiguration(payload);
    } else if (packetType != PACKET_NAL_UNITS || !payload.isReadable()) {
      // The end of a sequence says nothing that the next message or the end of the connection does
      // not.
      payload.release();
    } else if (!isReady()) {
      drop(payload);
    } else {
      long dts90k = unwrap90k(timestampMs);
      long pts90k = dts90k + (long) compositionTimeMs * TICKS_A_MS;
      publication().video(pts90k, dts90k, BufferPayload.of(payload));
    }
  }

  @Override
  void parse(byte[] configuration) {
    format = AvcConfiguration.parse(configuration);
  }

  @Override
  void announce(Publication accepted) {
    accepted.videoFormat(format);
  }
}
