package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.Av1Configuration;
import dev.sluice.packager.codec.ObuCursor;
import dev.sluice.packager.codec.VideoFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AV1 in a sample entry of type av01 (AV1 in ISOBMFF §2).
 *
 * <p>A sample has neither temporal delimiters nor padding. A key frame without a sequence header gets that of the
 * configuration record, for a sync sample must have one (§2.4): some encoders keep it to the record.
 */
final class Av1Binding extends VideoBinding {
  private final UnsafeBuffer recordUnits;
  private final ObuCursor cursor = new ObuCursor();

  Av1Binding(VideoFormat format) {
    this(format, format.configuration().toBytes());
  }

  private Av1Binding(VideoFormat format, byte[] record) {
    super(format, new VideoSampleEntry("av01", "av1C", record, format));
    recordUnits = new UnsafeBuffer(Av1Configuration.units(record));
  }

  @Override
  public int measure(DirectBuffer accessUnit) {
    cursor.wrap(accessUnit, 0, accessUnit.capacity());
    int length = 0;
    boolean hasFrame = false;
    int next = cursor.next();
    for (; next == ObuCursor.UNIT; next = cursor.next()) {
      length += cursor.isLeftOut() ? 0 : cursor.length();
      hasFrame |= cursor.isFrame();
    }
    if (next == ObuCursor.MALFORMED || !hasFrame) {
      return MALFORMED;
    }
    return length + (lacksSequenceHeader(accessUnit) ? recordUnits.capacity() : 0);
  }

  @Override
  public void write(DirectBuffer accessUnit, ChunkWriter chunk) {
    if (lacksSequenceHeader(accessUnit)) {
      chunk.append(recordUnits, 0, recordUnits.capacity());
    }
    cursor.wrap(accessUnit, 0, accessUnit.capacity());
    while (cursor.next() == ObuCursor.UNIT) {
      if (!cursor.isLeftOut()) {
        chunk.append(accessUnit, cursor.offset(), cursor.length());
      }
    }
  }

  private boolean lacksSequenceHeader(DirectBuffer accessUnit) {
    cursor.wrap(accessUnit, 0, accessUnit.capacity());
    while (cursor.next() == ObuCursor.UNIT) {
      if (cursor.type() == ObuCursor.SEQUENCE_HEADER) {
        return false;
      }
      if (cursor.isFrame()) {
        return cursor.isKeyFrame();
      }
    }
    return false;
  }
}
