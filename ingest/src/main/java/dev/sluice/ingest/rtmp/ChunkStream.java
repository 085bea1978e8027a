package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;

/** What the headers of one chunk stream said last, and the message under way on it. Used by {@link ChunkDecoder} only. */
final class ChunkStream {
  final int id;

  // From the last header with these fields.
  int timestampMs;
  int timestampDeltaMs;
  int messageLength;
  int messageType;
  int messageStreamId;

  // The extended timestamp of the last type 0 to 2 header, in force for type 3 headers that follow.
  boolean hasExtendedTimestamp;
  int extendedTimestamp;

  // The message under way: EMPTY_BUFFER never stands here, null means that none is.
  ByteBuf payload;

  ChunkStream(int id) {
    this.id = id;
  }

  boolean isInMessage() {
    return payload != null;
  }

  int remainingLength() {
    return messageLength - payload.writerIndex();
  }

  ByteBuf takePayload() {
    ByteBuf taken = payload;
    payload = null;
    return taken;
  }

  void release() {
    if (payload != null) {
      payload.release();
      payload = null;
    }
  }
}
