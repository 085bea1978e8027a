package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds what this side says: whole messages in chunks, every one with a type 0 header.
 *
 * <p>Our messages are few and short; a full header each costs eight bytes and needs no memory of the last one. The
 * caller owns what is returned.
 */
final class Replies {
  static final String ERROR = "error";
  static final String STATUS = "status";

  private static final int CONTROL_CHUNK_STREAM = 2;
  private static final int COMMAND_CHUNK_STREAM = 3;
  private static final int CHUNK_HEADER_LENGTH = 12;
  private static final int COMMAND_CAPACITY = 512;
  private static final int DESCRIPTION_LENGTH = 256;
  private static final byte LIMIT_DYNAMIC = 2;
  private static final int EVENT_PING_RESPONSE = 7;
  private static final double CAPABILITIES = 31;
  private static final double CAN_DECODE_AND_FORWARD = 0x01 | 0x04; // FourCcInfoMask
  // CapsExMask
  static final int CAPS_RECONNECT = 0x01;
  private static final int CAPS_MOD_EX = 0x04;

  private final ByteBufAllocator allocator;

  Replies(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Window, bandwidth and chunk size (RTMP 1.0 §7.2.1.1); FFmpeg takes the chunk size for its own. */
  ByteBuf greeting(int ackWindow, int chunkSize) {
    ByteBuf out = allocator.buffer(4 * CHUNK_HEADER_LENGTH + 13);
    control(out, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, Integer.BYTES).writeInt(ackWindow);
    control(out, MessageType.SET_PEER_BANDWIDTH, Integer.BYTES + 1)
        .writeInt(ackWindow)
        .writeByte(LIMIT_DYNAMIC);
    control(out, MessageType.SET_CHUNK_SIZE, Integer.BYTES).writeInt(chunkSize);
    return out;
  }

  ByteBuf acknowledgement(long receivedLength) {
    ByteBuf out = allocator.buffer(CHUNK_HEADER_LENGTH + Integer.BYTES);
    return control(out, MessageType.ACKNOWLEDGEMENT, Integer.BYTES).writeInt((int) receivedLength);
  }

  ByteBuf windowAcknowledgementSize(int ackWindow) {
    ByteBuf out = allocator.buffer(CHUNK_HEADER_LENGTH + Integer.BYTES);
    return control(out, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, Integer.BYTES).writeInt(ackWindow);
  }

  ByteBuf pingResponse(int timestampMs) {
    ByteBuf out = allocator.buffer(CHUNK_HEADER_LENGTH + 6);
    return control(out, MessageType.USER_CONTROL, Short.BYTES + Integer.BYTES)
        .writeShort(EVENT_PING_RESPONSE)
        .writeInt(timestampMs);
  }

  /** @param isEnhanced whether the client asks what is taken of Enhanced RTMP */
  ByteBuf connected(double transaction, double objectEncoding, boolean isEnhanced) {
    ByteBuf out = beginCommand(0);
    Amf0Writer amf = new Amf0Writer(out).string("_result").number(transaction);
    amf.beginObject().property("fmsVer", "FMS/3,5,7,7009").property("capabilities", CAPABILITIES);
    if (isEnhanced) {
      enhanced(amf);
    }
    amf.endObject().beginObject();
    properties(amf, STATUS, "NetConnection.Connect.Success", "Connection succeeded.");
    amf.property("objectEncoding", objectEncoding).endObject();
    return endCommand(out);
  }

  /** Enhanced RTMP v2, "Enhancing NetConnection connect Command". */
  private static void enhanced(Amf0Writer amf) {
    amf.property(
        "fourCcList",
        Stream.concat(FourCc.VIDEO.stream(), FourCc.AUDIO.stream()).toList());
    fourCcs(amf.beginObject("videoFourCcInfoMap"), FourCc.VIDEO);
    fourCcs(amf.beginObject("audioFourCcInfoMap"), FourCc.AUDIO);
    amf.property("capsEx", CAPS_RECONNECT | CAPS_MOD_EX);
  }

  private static void fourCcs(Amf0Writer amf, List<String> fourCcs) {
    fourCcs.forEach(fourCc -> amf.property(fourCc, CAN_DECODE_AND_FORWARD));
    amf.endObject();
  }

  ByteBuf connectRejected(double transaction, String description) {
    ByteBuf out = beginCommand(0);
    Amf0Writer amf =
        new Amf0Writer(out).string("_error").number(transaction).nothing().beginObject();
    properties(amf, ERROR, "NetConnection.Connect.Rejected", description).endObject();
    return endCommand(out);
  }

  ByteBuf result(double transaction) {
    ByteBuf out = beginCommand(0);
    new Amf0Writer(out).string("_result").number(transaction).nothing().nothing();
    return endCommand(out);
  }

  ByteBuf result(double transaction, double value) {
    ByteBuf out = beginCommand(0);
    new Amf0Writer(out).string("_result").number(transaction).nothing().number(value);
    return endCommand(out);
  }

  /** Builds onStatus, onFCPublish or onFCUnpublish. */
  ByteBuf status(String command, int streamId, String level, String code, String description) {
    ByteBuf out = beginCommand(streamId);
    Amf0Writer amf = new Amf0Writer(out).string(command).number(0).nothing().beginObject();
    properties(amf, level, code, description).endObject();
    return endCommand(out);
  }

  private static Amf0Writer properties(
      Amf0Writer amf, String level, String code, String description) {
    String text = description.substring(0, Math.min(description.length(), DESCRIPTION_LENGTH));
    return amf.property("level", level).property("code", code).property("description", text);
  }

  private static ByteBuf control(ByteBuf out, int type, int length) {
    return header(out, CONTROL_CHUNK_STREAM, type, length, 0);
  }

  private ByteBuf beginCommand(int streamId) {
    ByteBuf out = allocator.buffer(COMMAND_CAPACITY);
    return header(out, COMMAND_CHUNK_STREAM, MessageType.COMMAND_AMF0, 0, streamId);
  }

  /** Fills the length in. No reply is as long as the smallest chunk size that the greeting may announce. */
  private static ByteBuf endCommand(ByteBuf out) {
    return out.setMedium(4, out.writerIndex() - CHUNK_HEADER_LENGTH);
  }

  private static ByteBuf header(ByteBuf out, int chunkStream, int type, int length, int streamId) {
    return out.writeByte(chunkStream)
        .writeMedium(0)
        .writeMedium(length)
        .writeByte(type)
        .writeIntLE(streamId);
  }
}
