package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.packager.codec.Av1Configuration;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.HevcConfiguration;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import io.netty.buffer.ByteBuf;

/**
 * Reads FLV video tags: FrameType (4), CodecID (4), AVCPacketType (8), CompositionTime (24) (FLV 10.1 §E.4.3.1), and those
 * of Enhanced RTMP, whose codings have a FourCC.
 */
final class VideoTrack extends Track {
  private static final int TICKS_A_MS = 90;

  // Tags of FLV.
  private static final int CODEC_MASK = 0x0F;
  private static final int CODEC_AVC = 7;
  /** Not of FLV, but what many encoders send HEVC as. */
  private static final int CODEC_HEVC = 12;

  private static final int KEY_FRAME = 1;
  private static final int PACKET_OFFSET = 1;
  private static final int COMPOSITION_OFFSET = 2;
  private static final int HEADER_LENGTH = 5;
  private static final int PACKET_SEQUENCE_HEADER = 0;
  private static final int PACKET_NAL_UNITS = 1;

  // Tags of Enhanced RTMP.
  /** Bit 7 of the first byte. */
  private static final int EX_HEADER = 0x80;

  private static final int FRAME_TYPE_MASK = 0x07;
  private static final int FRAME_TYPE_COMMAND = 5;
  private static final int FOUR_CC_OFFSET = 1;
  private static final int EX_COMPOSITION_OFFSET = 5;
  private static final int CODED_FRAMES_X = 3;
  private static final int METADATA = 4;
  private static final int MULTITRACK = 6;

  private static final int COMPOSITION_LENGTH = 3;

  private final EnhancedHeader header = new EnhancedHeader(MULTITRACK);
  private VideoCodec codec; // of the last configuration, null before the first
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
    boolean isEnhanced = (first & EX_HEADER) != 0;
    if ((first >>> 4 & FRAME_TYPE_MASK) == FRAME_TYPE_COMMAND) {
      // Metadata of Enhanced RTMP may come so too; the media says for itself what it is.
      payload.release();
    } else if (isEnhanced) {
      onEnhanced(timestampMs, payload);
    } else {
      onLegacy(timestampMs, payload, first & CODEC_MASK);
    }
  }

  /** Tells of a key frame whose tag has begun to come: its times are in the header, and nothing else is needed of it. */
  void onTagBegun(int timestampMs, ByteBuf beginning) {
    int at = beginning.readerIndex();
    int first = beginning.getUnsignedByte(at);
    if (!isReady() || (first >>> 4 & FRAME_TYPE_MASK) != KEY_FRAME) {
      return;
    }
    if ((first & EX_HEADER) == 0) {
      if (codec == legacyCodec(first & CODEC_MASK)
          && beginning.getUnsignedByte(at + PACKET_OFFSET) == PACKET_NAL_UNITS) {
        onKeyFrameBegun(timestampMs, beginning.getMedium(at + COMPOSITION_OFFSET));
      }
    } else if (codec == codecOf(beginning.getInt(at + FOUR_CC_OFFSET))) {
      int packetType = first & CODEC_MASK;
      boolean isShownAtOnce = packetType == CODED_FRAMES_X || codec == VideoCodec.AV1;
      if (packetType == EnhancedHeader.CODED_FRAMES || packetType == CODED_FRAMES_X) {
        onKeyFrameBegun(
            timestampMs, isShownAtOnce ? 0 : beginning.getMedium(at + EX_COMPOSITION_OFFSET));
      }
    }
  }

  private void onKeyFrameBegun(int timestampMs, int compositionTimeMs) {
    long dts90k = peek90k(timestampMs);
    publication().keyFrameBegun(dts90k + (long) compositionTimeMs * TICKS_A_MS, dts90k);
  }

  private void onLegacy(int timestampMs, ByteBuf payload, int codecId) {
    VideoCodec tagCodec = legacyCodec(codecId);
    if (tagCodec == null) {
      drop(payload, "FLV video codec " + codecId + " (expected: 7, H.264, or 12, HEVC)");
      return;
    }
    if (payload.readableBytes() < HEADER_LENGTH) {
      payload.release();
      return;
    }
    payload.skipBytes(1);
    int packetType = payload.readUnsignedByte();
    int compositionTimeMs = payload.readMedium();
    if (packetType == PACKET_SEQUENCE_HEADER) {
      onConfiguration(tagCodec, payload);
    } else if (packetType != PACKET_NAL_UNITS) {
      // The end of a sequence says nothing that the next message or the end of the connection does
      // not.
      payload.release();
    } else {
      onPicture(timestampMs, compositionTimeMs, tagCodec, payload);
    }
  }

  private void onEnhanced(int timestampMs, ByteBuf payload) {
    if (!readHeader(header, payload, "video")) {
      return;
    }
    VideoCodec tagCodec = codecOf(header.fourCc());
    if (tagCodec == null) {
      drop(
          payload,
          "video " + header.fourCcText() + " (expected: " + String.join(", ", FourCc.VIDEO) + ")");
      return;
    }
    switch (header.packetType()) {
      case EnhancedHeader.SEQUENCE_START -> onConfiguration(tagCodec, payload);
      case EnhancedHeader.CODED_FRAMES -> onCodedFrames(timestampMs, tagCodec, payload);
      case CODED_FRAMES_X -> onPicture(timestampMs, /* compositionTimeMs= */ 0, tagCodec, payload);
      case EnhancedHeader.SEQUENCE_END, METADATA -> payload.release();
      default ->
        drop(
            payload,
            "Enhanced RTMP video packet type " + header.packetType() + " (expected: 0 to 4)");
    }
  }

  private void onCodedFrames(int timestampMs, VideoCodec tagCodec, ByteBuf payload) {
    if (tagCodec == VideoCodec.AV1) { // whose frames are shown in the order in which they come
      onPicture(timestampMs, /* compositionTimeMs= */ 0, tagCodec, payload);
    } else if (payload.readableBytes() < COMPOSITION_LENGTH) {
      drop(payload);
    } else {
      int compositionTimeMs = payload.readMedium();
      onPicture(timestampMs, compositionTimeMs, tagCodec, payload);
    }
  }

  private void onPicture(
      int timestampMs, int compositionTimeMs, VideoCodec tagCodec, ByteBuf payload) {
    if (!payload.isReadable()) {
      payload.release();
    } else if (isTaken(tagCodec == codec)) {
      long dts90k = unwrap90k(timestampMs);
      long pts90k = dts90k + (long) compositionTimeMs * TICKS_A_MS;
      publication().video(pts90k, dts90k, BufferPayload.of(payload));
    } else {
      drop(payload);
    }
  }

  private void onConfiguration(VideoCodec tagCodec, ByteBuf payload) {
    if (tagCodec != codec) {
      codec = tagCodec;
      forgetConfiguration();
    }
    onConfiguration(payload);
  }

  @Override
  void parse(byte[] configuration) {
    format = switch (codec) {
      case AVC -> AvcConfiguration.parse(configuration);
      case HEVC -> HevcConfiguration.parse(configuration);
      case AV1 -> Av1Configuration.parse(configuration);
    };
  }

  @Override
  void announce(Publication accepted) {
    accepted.videoFormat(format);
  }

  /** Returns null for a coding that is not taken. */
  private static VideoCodec legacyCodec(int codecId) {
    return switch (codecId) {
      case CODEC_AVC -> VideoCodec.AVC;
      case CODEC_HEVC -> VideoCodec.HEVC;
      default -> null;
    };
  }

  /** Returns null for a coding that is not taken. */
  private static VideoCodec codecOf(int fourCc) {
    if (fourCc == FourCc.AVC) {
      return VideoCodec.AVC;
    }
    if (fourCc == FourCc.HEVC) {
      return VideoCodec.HEVC;
    }
    return fourCc == FourCc.AV1 ? VideoCodec.AV1 : null;
  }
}
