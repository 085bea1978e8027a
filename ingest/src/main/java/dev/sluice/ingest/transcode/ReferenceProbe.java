package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.ParameterSets;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Looks whether other pictures refer to a coded picture (nal_ref_idc, ISO/IEC 14496-10 §7.4.1). Used by the {@code tc-}
 * thread.
 */
final class ReferenceProbe {
  private static final int TYPE_MASK = 0x1F;
  private static final int IDC_SHIFT = 5;
  private static final int IDC_MASK = 3;
  private static final int SLICE = 1;
  private static final int IDR = 5;
  private static final int BITS = 8;
  private static final int BYTE_MASK = 0xFF;

  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
  private int lengthSize; // 0 for a codec that is not looked into

  /** Sets the format of what comes. */
  void begin(VideoFormat format) {
    lengthSize = format.codec() == VideoCodec.AVC ? ParameterSets.of(format).lengthSize() : 0;
  }

  /** Returns false if no other picture refers to this one. */
  boolean isReferred(AccessUnitPayload payload) {
    payload.wrapInto(view);
    boolean isReferred = lengthSize == 0 || isReferred(payload.length());
    view.wrap(0, 0);
    return isReferred;
  }

  private boolean isReferred(int length) {
    int offset = 0;
    while (offset + lengthSize < length) {
      int nalUnitLength = 0;
      for (int i = 0; i < lengthSize; i++) {
        nalUnitLength = nalUnitLength << BITS | view.getByte(offset + i) & BYTE_MASK;
      }
      offset += lengthSize;
      int header = view.getByte(offset) & BYTE_MASK;
      int type = header & TYPE_MASK;
      if (type >= SLICE && type <= IDR) {
        return (header >> IDC_SHIFT & IDC_MASK) != 0;
      }
      if (nalUnitLength < 0 || nalUnitLength > length - offset) {
        return true;
      }
      offset += nalUnitLength;
    }
    return true;
  }
}
