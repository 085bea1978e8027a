package dev.sluice.ingest.gateway.rehearsal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The messages of a publisher as chunks (RTMP 1.0 §5.3, §7), each message one chunk with a full header. */
final class RtmpScript {
  static final int VERSION = 3;

  private static final int CHUNK_SIZE = 65_536;
  private static final int CONTROL_STREAM = 2;
  private static final int COMMAND_STREAM = 3;
  private static final int MEDIA_STREAM = 4;
  private static final int SET_CHUNK_SIZE = 1;
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int COMMAND = 20;

  private static final byte AMF_NUMBER = 0;
  private static final byte AMF_STRING = 2;
  private static final byte AMF_OBJECT = 3;
  private static final byte AMF_NULL = 5;
  private static final byte AMF_OBJECT_END = 9;

  private final ByteBuffer scratch = ByteBuffer.allocate(CHUNK_SIZE);
  private final ByteBuffer body = ByteBuffer.allocate(1_024);

  byte[] connect(String app) {
    byte[] chunkSize = chunk(
        CONTROL_STREAM,
        0,
        SET_CHUNK_SIZE,
        ByteBuffer.allocate(4).putInt(CHUNK_SIZE).array());
    command("connect", 1).put(AMF_OBJECT);
    name("app");
    string(app);
    name("").put(AMF_OBJECT_END);
    byte[] connect = command();
    byte[] both = Arrays.copyOf(chunkSize, chunkSize.length + connect.length);
    System.arraycopy(connect, 0, both, chunkSize.length, connect.length);
    return both;
  }

  byte[] createStream() {
    command("createStream", 2).put(AMF_NULL);
    return command();
  }

  byte[] publish(String channel) {
    command("publish", 3).put(AMF_NULL);
    string(channel);
    string("live");
    return command();
  }

  byte[] closeStream() {
    command("closeStream", 0).put(AMF_NULL);
    return command();
  }

  byte[] video(int timestampMs, byte[] tag) {
    return chunk(MEDIA_STREAM, timestampMs, VIDEO, tag);
  }

  byte[] audio(int timestampMs, byte[] tag) {
    return chunk(MEDIA_STREAM, timestampMs, AUDIO, tag);
  }

  private ByteBuffer command(String name, double transaction) {
    body.clear();
    string(name);
    return body.put(AMF_NUMBER).putDouble(transaction);
  }

  private byte[] command() {
    return chunk(COMMAND_STREAM, 0, COMMAND, Arrays.copyOf(body.array(), body.position()));
  }

  private void string(String value) {
    body.put(AMF_STRING);
    name(value);
  }

  private ByteBuffer name(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return body.putShort((short) bytes.length).put(bytes);
  }

  /** Basic header, then timestamp (24), length (24), type (8), message stream id 1, little-endian (32). */
  private byte[] chunk(int chunkStream, int timestampMs, int type, byte[] payload) {
    scratch
        .clear()
        .put((byte) chunkStream)
        .putInt(timestampMs << 8 | payload.length >>> 16)
        .putShort((short) payload.length)
        .put((byte) type)
        .put(new byte[] {1, 0, 0, 0})
        .put(payload);
    return Arrays.copyOf(scratch.array(), scratch.position());
  }
}
