package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.MpegAudioHeader;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Reads FLV audio tags (FLV 10.1 §E.4.2.1): SoundFormat (4), rate, size and type (4), for AAC AACPacketType (8). */
final class AudioTrack extends Track {
  private static final int FORMAT_MP3 = 2;
  private static final int FORMAT_ENHANCED = 9;
  private static final int FORMAT_AAC = 10;
  private static final int FORMAT_MP3_8_KHZ = 14;
  private static final int AAC_HEADER_LENGTH = 2;
  private static final int PACKET_SEQUENCE_HEADER = 0;
  private static final int MP3_HEADER_LENGTH = 4;
  /** What stays the same from frame to frame: sync, version, layer, sampling frequency, mode. */
  private static final int MP3_FORMAT_MASK = 0xFFFE0CC0;

  private AudioFormat format;
  private int mp3Header;

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
      case FORMAT_MP3, FORMAT_MP3_8_KHZ -> onMp3(timestampMs, payload);
      case FORMAT_ENHANCED -> drop(payload, "Enhanced RTMP audio (expected: AAC or MP3)");
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
      mp3Header = 0;
      onConfiguration(payload);
    } else {
      onFrame(timestampMs, payload);
    }
  }

  private void onMp3(int timestampMs, ByteBuf payload) {
    payload.skipBytes(1);
    if (payload.readableBytes() < MP3_HEADER_LENGTH) {
      drop(payload);
      return;
    }
    int header = payload.getInt(payload.readerIndex()) & MP3_FORMAT_MASK;
    if (header != mp3Header) {
      mp3Header = header;
      onConfiguration(payload.retainedSlice(payload.readerIndex(), MP3_HEADER_LENGTH));
    }
    onFrame(timestampMs, payload);
  }

  private void onFrame(int timestampMs, ByteBuf payload) {
    if (isReady()) {
      publication().audio(unwrap90k(timestampMs), BufferPayload.of(payload));
    } else {
      drop(payload);
    }
  }

  /** An MP3 stream has no configuration: the first bytes of a frame stand for it. */
  @Override
  void parse(byte[] configuration) {
    format = mp3Header == 0 ? AacConfiguration.parse(configuration) : parseMp3(configuration);
  }

  private static AudioFormat parseMp3(byte[] header) {
    return MpegAudioHeader.parse(ByteBuffer.wrap(header).getInt());
  }

  @Override
  void announce(Publication accepted) {
    accepted.audioFormat(format);
  }
}
