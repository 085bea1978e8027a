package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.MpegAudioHeader;
import dev.sluice.packager.codec.OpusConfiguration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads FLV audio tags: SoundFormat (4), rate, size and type (4), for AAC AACPacketType (8) (FLV 10.1 §E.4.2.1), and those
 * of Enhanced RTMP, whose codings have a FourCC.
 */
final class AudioTrack extends Track {
  // Tags of FLV.
  private static final int FORMAT_MP3 = 2;
  private static final int FORMAT_ENHANCED = 9;
  private static final int FORMAT_AAC = 10;
  private static final int FORMAT_MP3_8_KHZ = 14;
  private static final int AAC_HEADER_LENGTH = 2;
  private static final int PACKET_SEQUENCE_HEADER = 0;
  private static final int MP3_HEADER_LENGTH = 4;
  /** What stays the same from frame to frame: sync, version, layer, sampling frequency, mode. */
  private static final int MP3_FORMAT_MASK = 0xFFFE0CC0;

  // Tags of Enhanced RTMP.
  private static final int MULTICHANNEL_CONFIG = 4;
  private static final int MULTITRACK = 5;

  private final EnhancedHeader header = new EnhancedHeader(MULTITRACK);
  private AudioCodec codec; // of the last configuration, null before the first
  private AudioFormat format;
  private int mp3Header;
  private byte[] opusHead = {};
  private int opusSampleCount; // of the packets, 0 until one has come

  AudioTrack(RtmpTimestamps timestamps, RtmpCounters counters, String remote) {
    super(timestamps, counters, remote);
  }

  @Override
  void onTag(int timestampMs, ByteBuf payload) {
    if (!payload.isReadable()) {
      payload.release();
      return;
    }
    int soundFormat = payload.getUnsignedByte(payload.readerIndex()) >>> 4;
    switch (soundFormat) {
      case FORMAT_AAC -> onAac(timestampMs, payload);
      case FORMAT_MP3, FORMAT_MP3_8_KHZ -> onMp3(timestampMs, payload.skipBytes(1));
      case FORMAT_ENHANCED -> onEnhanced(timestampMs, payload);
      default ->
        drop(payload, "FLV audio format " + soundFormat + " (expected: 10, AAC, or 2, MP3)");
    }
  }

  private void onAac(int timestampMs, ByteBuf payload) {
    if (payload.readableBytes() <= AAC_HEADER_LENGTH) {
      payload.release();
      return;
    }
    payload.skipBytes(1);
    if (payload.readUnsignedByte() == PACKET_SEQUENCE_HEADER) {
      onConfiguration(AudioCodec.AAC, payload);
    } else {
      onFrame(timestampMs, AudioCodec.AAC, payload);
    }
  }

  private void onMp3(int timestampMs, ByteBuf payload) {
    if (payload.readableBytes() < MP3_HEADER_LENGTH) {
      drop(payload);
      return;
    }
    int frameHeader = payload.getInt(payload.readerIndex()) & MP3_FORMAT_MASK;
    if (codec != AudioCodec.MP3 || frameHeader != mp3Header) {
      mp3Header = frameHeader;
      // There is no configuration: the first bytes of a frame stand for it.
      onConfiguration(
          AudioCodec.MP3, payload.retainedSlice(payload.readerIndex(), MP3_HEADER_LENGTH));
    }
    onFrame(timestampMs, AudioCodec.MP3, payload);
  }

  private void onEnhanced(int timestampMs, ByteBuf payload) {
    if (!readHeader(header, payload, "audio")) {
      return;
    }
    AudioCodec tagCodec = codecOf(header.fourCc());
    if (tagCodec == null) {
      drop(
          payload,
          "audio " + header.fourCcText() + " (expected: " + String.join(", ", FourCc.AUDIO) + ")");
      return;
    }
    switch (header.packetType()) {
      case EnhancedHeader.SEQUENCE_START -> onSequenceStart(tagCodec, payload);
      case EnhancedHeader.CODED_FRAMES -> onCodedFrames(timestampMs, tagCodec, payload);
      case EnhancedHeader.SEQUENCE_END, MULTICHANNEL_CONFIG -> payload.release();
      default ->
        drop(
            payload,
            "Enhanced RTMP audio packet type " + header.packetType() + " (expected: 0, 1, 2 or 4)");
    }
  }

  private void onSequenceStart(AudioCodec tagCodec, ByteBuf payload) {
    switch (tagCodec) {
      case AAC -> onConfiguration(AudioCodec.AAC, payload);
      case MP3 -> payload.release(); // its frames say all
      case OPUS -> onOpusHead(payload);
    }
  }

  private void onCodedFrames(int timestampMs, AudioCodec tagCodec, ByteBuf payload) {
    switch (tagCodec) {
      case AAC -> onFrame(timestampMs, AudioCodec.AAC, payload);
      case MP3 -> onMp3(timestampMs, payload);
      case OPUS -> onOpus(timestampMs, payload);
    }
  }

  /** Keeps the header: how long a frame is, which belongs to the format, only the first packet tells. */
  private void onOpusHead(ByteBuf payload) {
    if (payload.readableBytes() > OpusConfiguration.MAX_LENGTH) {
      drop(
          payload,
          "Opus header of " + payload.readableBytes() + " bytes (expected: <= "
              + OpusConfiguration.MAX_LENGTH + ")");
      return;
    }
    byte[] head = payload.isReadable() ? ByteBufUtil.getBytes(payload) : OpusConfiguration.stereo();
    payload.release();
    if (codec != AudioCodec.OPUS || !Arrays.equals(head, opusHead)) {
      opusHead = head;
      opusSampleCount = 0;
    }
  }

  private void onOpus(int timestampMs, ByteBuf payload) {
    int length = payload.readableBytes();
    if (length == 0) {
      drop(payload);
      return;
    }
    if (opusHead.length > 0 && (codec != AudioCodec.OPUS || opusSampleCount == 0)) {
      int at = payload.readerIndex();
      int sampleCount = OpusConfiguration.sampleCount(
          payload.getUnsignedByte(at), length > 1 ? payload.getUnsignedByte(at + 1) : 0);
      if (sampleCount == OpusConfiguration.MALFORMED) {
        drop(payload, "a packet that is not Opus");
        return;
      }
      opusSampleCount = sampleCount;
      onConfiguration(AudioCodec.OPUS, Unpooled.wrappedBuffer(opusHead));
    }
    onFrame(timestampMs, AudioCodec.OPUS, payload);
  }

  private void onFrame(int timestampMs, AudioCodec tagCodec, ByteBuf payload) {
    if (payload.isReadable() && isTaken(tagCodec == codec)) {
      publication().audio(unwrap90k(timestampMs), BufferPayload.of(payload));
    } else {
      drop(payload);
    }
  }

  private void onConfiguration(AudioCodec tagCodec, ByteBuf payload) {
    if (tagCodec != codec) {
      codec = tagCodec;
      forgetConfiguration();
    }
    onConfiguration(payload);
  }

  @Override
  void parse(byte[] configuration) {
    format = switch (codec) {
      case AAC -> AacConfiguration.parse(configuration);
      case MP3 -> MpegAudioHeader.parse(ByteBuffer.wrap(configuration).getInt());
      case OPUS -> OpusConfiguration.parse(configuration, opusSampleCount);
    };
  }

  @Override
  void announce(Publication accepted) {
    accepted.audioFormat(format);
  }

  /** Returns null for a coding that is not taken. */
  private static AudioCodec codecOf(int fourCc) {
    if (fourCc == FourCc.AAC) {
      return AudioCodec.AAC;
    }
    if (fourCc == FourCc.MP3) {
      return AudioCodec.MP3;
    }
    return fourCc == FourCc.OPUS ? AudioCodec.OPUS : null;
  }
}
