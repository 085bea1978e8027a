package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Writes what a publisher sends, byte for byte; the chunk size is the peer's, 128 until it says otherwise. */
final class Script {
  static final byte[] AVC_CONFIGURATION = java.util.HexFormat.of()
      .parseHex("0142c01effe100186742c01ed900a03db0110000030001000003003c0f162e4801000568cb83cb20");
  static final byte[] AAC_CONFIGURATION = {0x12, 0x10};

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int chunkSize = 128;

  Script raw(int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
    return this;
  }

  Script raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** C0, a plain C1, and C2. */
  Script handshake() {
    return raw(3)
        .raw(new byte[HandshakeHandler.PACKET_LENGTH])
        .raw(new byte[HandshakeHandler.PACKET_LENGTH]);
  }

  /** A message with a type 0 header, the rest of its chunks with type 3 headers. */
  Script message(int csid, int type, int streamId, long timestampMs, byte[] payload) {
    boolean isExtended = timestampMs >= 0xFFFFFF;
    raw(csid)
        .uint24(isExtended ? 0xFFFFFF : (int) timestampMs)
        .uint24(payload.length)
        .raw(type);
    raw(streamId, streamId >> 8, streamId >> 16, streamId >> 24);
    extended(isExtended, timestampMs);
    return chunks(csid, isExtended, timestampMs, payload);
  }

  /** A message with a type 1 header. */
  Script delta(int csid, int type, int deltaMs, byte[] payload) {
    raw(0x40 | csid).uint24(deltaMs).uint24(payload.length).raw(type);
    return chunks(csid, false, 0, payload);
  }

  private Script chunks(int csid, boolean isExtended, long timestampMs, byte[] payload) {
    for (int at = 0; at < payload.length; at += chunkSize) {
      if (at > 0) {
        raw(0xC0 | csid);
        extended(isExtended, timestampMs);
      }
      raw(Arrays.copyOfRange(payload, at, Math.min(payload.length, at + chunkSize)));
    }
    return this;
  }

  private void extended(boolean isExtended, long timestampMs) {
    if (isExtended) {
      raw((int) (timestampMs >> 24), (int) (timestampMs >> 16), (int) (timestampMs >> 8), (int)
          timestampMs);
    }
  }

  Script setChunkSize(int size) {
    message(2, MessageType.SET_CHUNK_SIZE, 0, 0, int32(size));
    chunkSize = size;
    return this;
  }

  Script command(
      int csid, int streamId, String name, double transaction, Consumer<Amf0Writer> arguments) {
    return message(
        csid, MessageType.COMMAND_AMF0, streamId, 0, command(name, transaction, arguments));
  }

  static byte[] command(String name, double transaction, Consumer<Amf0Writer> arguments) {
    return amf(writer -> {
      writer.string(name).number(transaction);
      arguments.accept(writer);
    });
  }

  static byte[] amf(Consumer<Amf0Writer> values) {
    ByteBuf buffer = Unpooled.buffer();
    values.accept(new Amf0Writer(buffer));
    return Arrays.copyOf(buffer.array(), buffer.readableBytes());
  }

  Script connect(String app, String tcUrl) {
    return command(
        3,
        0,
        "connect",
        1,
        amf -> amf.beginObject().property("app", app).property("tcUrl", tcUrl).endObject());
  }

  /** What follows connect in OBS and FFmpeg. */
  Script publish(String key) {
    return command(3, 0, "releaseStream", 2, amf -> amf.nothing().string(key))
        .command(3, 0, "FCPublish", 3, amf -> amf.nothing().string(key))
        .command(3, 0, "createStream", 4, Amf0Writer::nothing)
        .command(4, 1, "publish", 5, amf -> amf.nothing().string(key).string("live"));
  }

  Script session(String key) {
    return handshake().connect("live", "rtmp://host:1935/live").publish(key);
  }

  Script sequenceHeaders() {
    return message(
            4, MessageType.AUDIO, 1, 0, concat(new byte[] {(byte) 0xAF, 0}, AAC_CONFIGURATION))
        .message(
            4, MessageType.VIDEO, 1, 0, concat(new byte[] {0x17, 0, 0, 0, 0}, AVC_CONFIGURATION));
  }

  Script video(long timestampMs, int compositionTimeMs, byte[] nals) {
    return message(
        4,
        MessageType.VIDEO,
        1,
        timestampMs,
        concat(new byte[] {0x17, 1, 0, 0, (byte) compositionTimeMs}, nals));
  }

  Script audio(long timestampMs, byte[] frame) {
    return message(
        4, MessageType.AUDIO, 1, timestampMs, concat(new byte[] {(byte) 0xAF, 1}, frame));
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  static byte[] int32(int value) {
    return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  static byte[] concat(byte[] head, byte[] tail) {
    byte[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }

  private Script uint24(int value) {
    return raw(value >> 16, value >> 8, value);
  }
}
