package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads AMF 0 values one after the other and builds only what is asked for.
 *
 * <p>Lengths and counts are checked against the bytes that are there, nesting against a limit that the call
 * stack bears with ease. A value of another type than asked for is skipped and reads as absent: 0, an empty string.
 *
 * <p>The reader moves the buffer's reader index and does not own the buffer. Every method throws
 * {@link RtmpProtocolException} if the bytes are no AMF 0.
 */
final class Amf0Reader {
  /** Receives the properties of an object; what it does not read of a value is skipped. */
  @FunctionalInterface
  interface PropertySink {
    /** Takes one property: the value is the next to be read. */
    void onProperty(String name, Amf0Reader value);
  }

  private static final int MARKER_LENGTH = 1;
  private static final int NO_MARKER = -1;
  /** Milliseconds and a reserved time zone (AMF 0 §2.13). */
  private static final int DATE_LENGTH = 10;

  private final ByteBuf in;
  private final int maxDepth;
  private int depth;

  Amf0Reader(ByteBuf in, int maxDepth) {
    this.in = in;
    this.maxDepth = maxDepth;
  }

  boolean hasNext() {
    return in.isReadable();
  }

  boolean nextIsString() {
    int marker = peekMarker();
    return marker == Amf0.STRING || marker == Amf0.LONG_STRING;
  }

  boolean nextIsNumber() {
    return peekMarker() == Amf0.NUMBER;
  }

  /** Returns the next value if it is a number, else 0. */
  double number() {
    if (!nextIsNumber()) {
      skip();
      return 0;
    }
    take(MARKER_LENGTH);
    return Double.longBitsToDouble(in.getLong(take(Double.BYTES)));
  }

  /** Returns the next value if it is a string, else an empty one. */
  String string() {
    if (!nextIsString()) {
      skip();
      return "";
    }
    boolean isLong = in.getByte(take(MARKER_LENGTH)) == Amf0.LONG_STRING;
    return text(isLong ? longLength() : shortLength());
  }

  /** Hands out the properties if the next value is an object or ECMA array; skips any other. */
  void object(PropertySink sink) {
    int marker = peekMarker();
    if (marker != Amf0.OBJECT && marker != Amf0.ECMA_ARRAY) {
      skip();
      return;
    }
    take(MARKER_LENGTH);
    if (marker == Amf0.ECMA_ARRAY) {
      // The count is a hint: the list ends at the end marker (AMF 0 §2.10).
      take(Integer.BYTES);
    }
    enter();
    // Some encoders leave the end marker of the last object out.
    while (in.isReadable() && !endsObject()) {
      String name = text(shortLength());
      int valueIndex = in.readerIndex();
      sink.onProperty(name, this);
      if (in.readerIndex() == valueIndex) {
        skip();
      }
    }
    depth--;
  }

  /** Skips the next value, with all that is in it. */
  void skip() {
    int outerDepth = depth;
    skipOne();
    while (depth > outerDepth) {
      if (endsObject()) {
        depth--;
      } else {
        take(shortLength());
        skipOne();
      }
    }
  }

  private void skipOne() {
    int marker = in.getUnsignedByte(take(MARKER_LENGTH));
    switch (marker) {
      case Amf0.NUMBER -> take(Double.BYTES);
      case Amf0.BOOLEAN -> take(1);
      case Amf0.STRING -> take(shortLength());
      case Amf0.NULL, Amf0.UNDEFINED, Amf0.UNSUPPORTED -> {}
      case Amf0.REFERENCE -> take(Short.BYTES);
      case Amf0.DATE -> take(DATE_LENGTH);
      case Amf0.LONG_STRING, Amf0.XML_DOCUMENT -> take(longLength());
      case Amf0.OBJECT -> enter();
      case Amf0.ECMA_ARRAY -> {
        take(Integer.BYTES);
        enter();
      }
      case Amf0.TYPED_OBJECT -> {
        take(shortLength());
        enter();
      }
      case Amf0.STRICT_ARRAY -> skipElements();
      case Amf0.AVMPLUS -> skipAmf3();
      default -> throw new RtmpProtocolException("AMF 0 marker " + marker + " (expected: 0 to 17)");
    }
  }

  private void skipElements() {
    long count = in.getUnsignedInt(take(Integer.BYTES));
    if (count > in.readableBytes()) {
      throw new RtmpProtocolException(
          "AMF 0 array of " + count + " values in " + in.readableBytes() + " bytes");
    }
    enter();
    for (long i = 0; i < count; i++) {
      skip();
    }
    depth--;
  }

  /** Nothing that this server needs comes in AMF 3: such a value takes the rest of the message with it. */
  private void skipAmf3() {
    in.skipBytes(in.readableBytes());
  }

  private void enter() {
    if (++depth > maxDepth) {
      throw new RtmpProtocolException(
          "AMF 0 nesting of " + depth + " (expected: <= " + maxDepth + ")");
    }
  }

  /** Takes the end of an object, an empty name and a marker, if it is next. */
  private boolean endsObject() {
    if (in.readableBytes() < Short.BYTES + MARKER_LENGTH
        || in.getShort(in.readerIndex()) != 0
        || in.getByte(in.readerIndex() + Short.BYTES) != Amf0.OBJECT_END) {
      return false;
    }
    take(Short.BYTES + MARKER_LENGTH);
    return true;
  }

  private int peekMarker() {
    return in.isReadable() ? in.getUnsignedByte(in.readerIndex()) : NO_MARKER;
  }

  private int shortLength() {
    return in.getUnsignedShort(take(Short.BYTES));
  }

  private long longLength() {
    return in.getUnsignedInt(take(Integer.BYTES));
  }

  private String text(long length) {
    int index = take(length);
    return in.toString(index, (int) length, StandardCharsets.UTF_8);
  }

  /** Moves past {@code length} bytes and returns the index of the first. */
  private int take(long length) {
    if (length > in.readableBytes()) {
      throw new RtmpProtocolException(
          "AMF 0 value of " + length + " bytes (expected: <= " + in.readableBytes() + ")");
    }
    int index = in.readerIndex();
    in.skipBytes((int) length);
    return index;
  }
}
