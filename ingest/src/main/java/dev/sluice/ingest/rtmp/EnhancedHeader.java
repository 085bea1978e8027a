package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;

/**
 * The header of an audio or video tag of Enhanced RTMP (v2, "ExAudioTagHeader", "ExVideoTagHeader"), down to the body of
 * the one track that is taken, number 0.
 *
 * <pre>
 * frame type or sound format (4) packet type (4) | ModEx: size (8 or 8 + 16) data, type (4) packet type (4) …
 * Multitrack: multitrack type (4) packet type (4) | FourCC (32), once or a track | track id (8) size (24) | body …
 * </pre>
 *
 * <p>What ModEx says, a fraction of a millisecond, is left out.
 */
final class EnhancedHeader {
  /** Result of {@link #read}: the body of track 0 follows. */
  static final int TAKEN = 0;
  /** Result of {@link #read}: there are only other tracks. */
  static final int OTHER_TRACK = 1;
  /** Result of {@link #read}: the tag ends before its header does, or a size goes past its end. */
  static final int MALFORMED = 2;

  // Types of packets that audio and video share.
  static final int SEQUENCE_START = 0;
  static final int CODED_FRAMES = 1;
  static final int SEQUENCE_END = 2;
  private static final int MOD_EX = 7;

  private static final int TYPE_MASK = 0x0F;
  private static final int MOD_EX_LONG = 256;

  // Types of multitrack.
  private static final int ONE_TRACK = 0;
  private static final int MANY_CODECS = 2;

  private static final int SIZE_LENGTH = 3;

  private final int multitrackType;

  // Of the tag that was read last.
  private int packetType;
  private int fourCc;
  private boolean hasOtherTracks;

  /** @param multitrackType the packet type that means more than one track */
  EnhancedHeader(int multitrackType) {
    this.multitrackType = multitrackType;
  }

  /** Returns a FourCC as a big-endian number. */
  static int fourCc(String code) {
    return code.charAt(0) << 24 | code.charAt(1) << 16 | code.charAt(2) << 8 | code.charAt(3);
  }

  /** Reads a header; the readable bytes of a tag that is taken are the body of its track then. */
  int read(ByteBuf tag) {
    hasOtherTracks = false;
    if (!readPacketType(tag)) {
      return MALFORMED;
    }
    if (packetType == multitrackType) {
      return readMultitrack(tag);
    }
    return readFourCc(tag) ? TAKEN : MALFORMED;
  }

  int packetType() {
    return packetType;
  }

  int fourCc() {
    return fourCc;
  }

  /** Returns the FourCC for people to read, whatever its bytes are. */
  String fourCcText() {
    StringBuilder text = new StringBuilder();
    for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      int octet = fourCc >>> shift & 0xFF;
      text.append(octet >= ' ' && octet <= '~' ? (char) octet : '?');
    }
    return text.toString();
  }

  /** Returns whether the tag has tracks besides number 0. */
  boolean hasOtherTracks() {
    return hasOtherTracks;
  }

  private boolean readPacketType(ByteBuf tag) {
    packetType = tag.readUnsignedByte() & TYPE_MASK;
    while (packetType == MOD_EX) {
      if (!tag.isReadable()) {
        return false;
      }
      int length = tag.readUnsignedByte() + 1;
      if (length == MOD_EX_LONG) {
        if (tag.readableBytes() < Short.BYTES) {
          return false;
        }
        length = tag.readUnsignedShort() + 1;
      }
      if (tag.readableBytes() <= length) {
        return false;
      }
      packetType = tag.skipBytes(length).readUnsignedByte() & TYPE_MASK;
    }
    return true;
  }

  private boolean readFourCc(ByteBuf tag) {
    if (tag.readableBytes() < Integer.BYTES) {
      return false;
    }
    fourCc = tag.readInt();
    return true;
  }

  private int readMultitrack(ByteBuf tag) {
    if (!tag.isReadable()) {
      return MALFORMED;
    }
    int types = tag.readUnsignedByte();
    int tracks = types >>> 4;
    packetType = types & TYPE_MASK;
    if (packetType == multitrackType
        || tracks > MANY_CODECS
        || (tracks != MANY_CODECS && !readFourCc(tag))) {
      return MALFORMED;
    }
    return tracks == ONE_TRACK ? readTrack(tag) : readTracks(tag, tracks == MANY_CODECS);
  }

  private int readTrack(ByteBuf tag) {
    if (!tag.isReadable()) {
      return MALFORMED;
    }
    hasOtherTracks = tag.readByte() != 0;
    return hasOtherTracks ? OTHER_TRACK : TAKEN;
  }

  private int readTracks(ByteBuf tag, boolean hasFourCcs) {
    do {
      if ((hasFourCcs && !readFourCc(tag)) || tag.readableBytes() < 1 + SIZE_LENGTH) {
        return MALFORMED;
      }
      int track = tag.readByte();
      int length = tag.readUnsignedMedium();
      if (length > tag.readableBytes()) {
        return MALFORMED;
      }
      if (track == 0) {
        hasOtherTracks |= length < tag.readableBytes();
        tag.writerIndex(tag.readerIndex() + length);
        return TAKEN;
      }
      hasOtherTracks = true;
      tag.skipBytes(length);
    } while (tag.isReadable());
    return OTHER_TRACK;
  }
}
