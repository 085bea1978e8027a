package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Turns received bytes into messages (RTMP 1.0 §5.3): an explicit state machine that consumes whatever it is given.
 *
 * <p>Header bytes go to a scratch array, payload bytes straight into one pooled buffer a message: their only copy. A
 * buffer starts small and grows with the bytes that arrive, never with what a header declares. Set Chunk Size and Abort
 * take effect here, between two chunks; every other message goes to the sink.
 *
 * <p>One instance a connection, used by its event loop only.
 */
final class ChunkDecoder {
  private static final int DEFAULT_CHUNK_SIZE = 128;
  /** A chunk cannot be longer than a message: larger sizes equal this one (RTMP 1.0 §5.4.1). */
  private static final int LARGEST_CHUNK_SIZE = 0xFFFFFF;

  private static final int EXTENDED = 0xFFFFFF;
  private static final int EXTENDED_LENGTH = 4;
  private static final int LONGEST_HEADER_LENGTH = 3 + 11 + EXTENDED_LENGTH;
  private static final int CONTROL_CHUNK_STREAM = 2;
  /** Bytes of a message header of type 0 to 3 (RTMP 1.0 §5.3.1.2). */
  private static final int[] MESSAGE_HEADER_LENGTHS = {11, 7, 3, 0};

  private static final int UNTRUSTED_CAPACITY = 1024;
  private static final int TRUSTED_CAPACITY = 128 * 1024;

  private enum State {
    BASIC_HEADER,
    MESSAGE_HEADER,
    EXTENDED_TIMESTAMP,
    PAYLOAD,
    CLOSED
  }

  // Set at construction.
  private final RtmpContext context;
  private final ByteBufAllocator allocator;
  private final MessageSink sink;
  private final Int2ObjectHashMap<ChunkStream> streams = new Int2ObjectHashMap<>();
  private final byte[] header = new byte[LONGEST_HEADER_LENGTH];

  // What the peer and the session set.
  private int chunkSize = DEFAULT_CHUNK_SIZE;
  private int messageLimit;
  private int initialCapacity = UNTRUSTED_CAPACITY;
  private boolean omitsExtendedTimestamp;
  private long partialCapacity;

  // The chunk under way.
  private State state = State.BASIC_HEADER;
  private int headerLength;
  private int basicLength;
  private int format;
  private int timestampField;
  private ChunkStream stream;
  private int chunkRemaining;

  ChunkDecoder(RtmpContext context, ByteBufAllocator allocator, MessageSink sink) {
    this.context = context;
    this.allocator = allocator;
    this.sink = sink;
    this.messageLimit = context.maxAmfLength();
  }

  /** Allows messages as long as media needs; until then they are no longer than a command may be. */
  void allowMedia() {
    messageLimit = context.maxMessageLength();
    initialCapacity = TRUSTED_CAPACITY;
  }

  /**
   * Consumes all the bytes; the caller keeps the buffer.
   *
   * @throws RtmpProtocolException if the connection cannot go on
   */
  void decode(ByteBuf in) {
    while (state != State.CLOSED && in.isReadable()) {
      switch (state) {
        case BASIC_HEADER -> readBasicHeader(in);
        case MESSAGE_HEADER -> readMessageHeader(in);
        case EXTENDED_TIMESTAMP -> readExtendedTimestamp(in);
        default -> readPayload(in);
      }
    }
  }

  /** Drops every message under way; what comes later is ignored. */
  void close() {
    state = State.CLOSED;
    streams.values().forEach(ChunkStream::release);
    streams.clear();
    partialCapacity = 0;
  }

  /** Returns the bytes that are allocated for messages under way. */
  long partialCapacity() {
    return partialCapacity;
  }

  private void readBasicHeader(ByteBuf in) {
    if (!fill(in, 1)) {
      return;
    }
    int low = header[0] & 0x3F;
    basicLength = low == 0 ? 2 : low == 1 ? 3 : 1;
    if (fill(in, basicLength)) {
      format = (header[0] & 0xFF) >>> 6;
      stream = streamOf(chunkStreamId(low));
      if (format == 3) {
        endMessageHeader();
      } else {
        state = State.MESSAGE_HEADER;
      }
    }
  }

  /** The three-byte form is little-endian: id = third byte × 256 + second byte + 64 (RTMP 1.0 §5.3.1.1). */
  private int chunkStreamId(int low) {
    return switch (basicLength) {
      case 1 -> low;
      case 2 -> 64 + (header[1] & 0xFF);
      default -> 64 + (header[1] & 0xFF) + ((header[2] & 0xFF) << 8);
    };
  }

  private ChunkStream streamOf(int id) {
    ChunkStream known = streams.get(id);
    if (known != null) {
      return known;
    }
    // librtmp begins the control chunk stream with a type 1 header; its message stream id can only
    // be 0.
    if (format != 0 && !(format == 1 && id == CONTROL_CHUNK_STREAM)) {
      throw new RtmpProtocolException(
          "chunk type " + format + " on new chunk stream " + id + " (expected: 0)");
    }
    if (streams.size() >= context.maxChunkStreams()) {
      throw new RtmpProtocolException(
          "more than " + context.maxChunkStreams() + " chunk streams (rtmp.max_chunk_streams)");
    }
    ChunkStream opened = new ChunkStream(id);
    streams.put(id, opened);
    return opened;
  }

  private void readMessageHeader(ByteBuf in) {
    if (fill(in, basicLength + MESSAGE_HEADER_LENGTHS[format])) {
      if (stream.isInMessage()) {
        throw new RtmpProtocolException("chunk type " + format
            + " inside a message of chunk stream " + stream.id + " (expected: 3)");
      }
      readMessageFields();
      endMessageHeader();
    }
  }

  private void readMessageFields() {
    int at = basicLength;
    timestampField = uint24(at);
    if (format <= 1) {
      stream.messageLength = uint24(at + 3);
      stream.messageType = header[at + 6] & 0xFF;
    }
    if (format == 0) {
      stream.messageStreamId = (header[at + 7] & 0xFF)
          | (header[at + 8] & 0xFF) << 8
          | (header[at + 9] & 0xFF) << 16
          | header[at + 10] << 24;
    }
    stream.hasExtendedTimestamp = timestampField == EXTENDED;
  }

  private void endMessageHeader() {
    if (stream.hasExtendedTimestamp && !(format == 3 && omitsExtendedTimestamp)) {
      basicLength += MESSAGE_HEADER_LENGTHS[format];
      state = State.EXTENDED_TIMESTAMP;
    } else {
      beginChunk();
    }
  }

  private void readExtendedTimestamp(ByteBuf in) {
    if (!fill(in, basicLength + EXTENDED_LENGTH)) {
      return;
    }
    int value = uint24(basicLength) << 8 | header[basicLength + 3] & 0xFF;
    if (format != 3) {
      stream.extendedTimestamp = value;
      timestampField = value;
      beginChunk();
    } else if (value == stream.extendedTimestamp) {
      beginChunk();
    } else {
      resumeWithoutExtendedTimestamp(value);
    }
  }

  /**
   * Some peers leave the extended timestamp out of type 3 headers: then what was read for it is what follows, payload
   * and perhaps the header of the next chunk.
   */
  private void resumeWithoutExtendedTimestamp(int value) {
    omitsExtendedTimestamp = true;
    beginChunk();
    ByteBuf pushedBack = allocator.buffer(EXTENDED_LENGTH).writeInt(value);
    try {
      decode(pushedBack);
    } finally {
      pushedBack.release();
    }
  }

  private void beginChunk() {
    headerLength = 0;
    if (!stream.isInMessage()) {
      beginMessage();
    }
    chunkRemaining = Math.min(chunkSize, stream.remainingLength());
    state = State.PAYLOAD;
    if (chunkRemaining == 0) {
      endMessage();
    }
  }

  private void beginMessage() {
    int length = stream.messageLength;
    if (length > messageLimit) {
      throw new RtmpProtocolException(
          "message of " + length + " bytes (expected: <= " + messageLimit + ")");
    }
    advanceTimestamp();
    // A command's few bytes are read through the same views as media: direct, whatever the
    // allocator prefers.
    stream.payload = allocator.directBuffer(Math.min(length, initialCapacity), length);
    addPartial(stream.payload.capacity());
  }

  private void advanceTimestamp() {
    if (format == 0) {
      stream.timestampMs = timestampField;
      // A type 3 header after a type 0 header repeats its timestamp as delta (RTMP 1.0 §5.3.1.2.4).
      // With hours on the
      // clock no peer means that: it sends type 3 for "no time has passed".
      stream.timestampDeltaMs = stream.hasExtendedTimestamp ? 0 : timestampField;
      return;
    }
    if (format != 3) {
      stream.timestampDeltaMs = timestampField;
    }
    stream.timestampMs += stream.timestampDeltaMs;
  }

  private void readPayload(ByteBuf in) {
    int length = Math.min(chunkRemaining, in.readableBytes());
    ByteBuf payload = stream.payload;
    int capacity = payload.capacity();
    int formerLength = payload.readableBytes();
    payload.writeBytes(in, length);
    addPartial(payload.capacity() - capacity);
    chunkRemaining -= length;
    if (formerLength < MessageSink.BEGINNING_LENGTH
        && payload.readableBytes() >= MessageSink.BEGINNING_LENGTH
        && stream.remainingLength() > 0) {
      sink.onMessageBegun(stream.messageType, stream.timestampMs, payload);
    }
    if (chunkRemaining > 0) {
      return;
    }
    if (stream.remainingLength() == 0) {
      endMessage();
    } else {
      state = State.BASIC_HEADER;
    }
  }

  private void addPartial(int length) {
    partialCapacity += length;
    if (partialCapacity > context.maxPartialLength()) {
      throw new RtmpProtocolException("more than " + context.maxPartialLength()
          + " bytes of unfinished messages (rtmp.max_partial_size)");
    }
  }

  private void endMessage() {
    state = State.BASIC_HEADER;
    partialCapacity -= stream.payload.capacity();
    ByteBuf payload = stream.takePayload();
    switch (stream.messageType) {
      case MessageType.SET_CHUNK_SIZE -> setChunkSize(takeInt(payload, "Set Chunk Size"));
      case MessageType.ABORT -> abort(takeInt(payload, "Abort"));
      default ->
        sink.onMessage(stream.messageType, stream.messageStreamId, stream.timestampMs, payload);
    }
  }

  private static int takeInt(ByteBuf payload, String message) {
    try {
      if (payload.readableBytes() < Integer.BYTES) {
        throw new RtmpProtocolException(
            message + " of " + payload.readableBytes() + " bytes (expected: 4)");
      }
      return payload.readInt();
    } finally {
      payload.release();
    }
  }

  private void setChunkSize(int size) {
    // The first bit MUST be zero (RTMP 1.0 §5.4.1).
    if (size < context.minChunkSize()) {
      throw new RtmpProtocolException("chunk size " + size + " (expected: >= "
          + context.minChunkSize() + ", rtmp.min_chunk_size)");
    }
    chunkSize = Math.min(size, LARGEST_CHUNK_SIZE);
  }

  private void abort(int chunkStreamId) {
    ChunkStream aborted = streams.get(chunkStreamId);
    if (aborted != null && aborted.isInMessage()) {
      partialCapacity -= aborted.payload.capacity();
      aborted.release();
    }
  }

  /** Returns whether {@code length} bytes of the header are there, after taking what is to be had. */
  private boolean fill(ByteBuf in, int length) {
    int missing = length - headerLength;
    if (missing > 0) {
      int taken = Math.min(missing, in.readableBytes());
      in.readBytes(header, headerLength, taken);
      headerLength += taken;
    }
    return headerLength >= length;
  }

  private int uint24(int offset) {
    return (header[offset] & 0xFF) << 16
        | (header[offset + 1] & 0xFF) << 8
        | header[offset + 2] & 0xFF;
  }
}
