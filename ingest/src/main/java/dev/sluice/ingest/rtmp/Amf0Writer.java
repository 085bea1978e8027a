package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/** Writes AMF 0 values. The buffer stays the caller's. */
final class Amf0Writer {
  private final ByteBuf out;

  Amf0Writer(ByteBuf out) {
    this.out = out;
  }

  Amf0Writer number(double value) {
    out.writeByte(Amf0.NUMBER).writeDouble(value);
    return this;
  }

  /** Writes a string of at most 65,535 bytes. */
  Amf0Writer string(String value) {
    out.writeByte(Amf0.STRING);
    return text(value);
  }

  Amf0Writer nothing() {
    out.writeByte(Amf0.NULL);
    return this;
  }

  Amf0Writer beginObject() {
    out.writeByte(Amf0.OBJECT);
    return this;
  }

  Amf0Writer property(String name, String value) {
    return text(name).string(value);
  }

  Amf0Writer property(String name, double value) {
    return text(name).number(value);
  }

  Amf0Writer property(String name, List<String> values) {
    text(name);
    out.writeByte(Amf0.STRICT_ARRAY).writeInt(values.size());
    values.forEach(this::string);
    return this;
  }

  /** Begins a property that is an object. */
  Amf0Writer beginObject(String name) {
    return text(name).beginObject();
  }

  Amf0Writer endObject() {
    out.writeShort(0).writeByte(Amf0.OBJECT_END);
    return this;
  }

  private Amf0Writer text(String value) {
    out.writeShort(ByteBufUtil.utf8Bytes(value));
    ByteBufUtil.writeUtf8(out, value);
    return this;
  }
}
