package dev.sluice.packager;

import org.agrona.concurrent.UnsafeBuffer;

/** A picture of one NAL unit, lent again and again. */
final class FixedPicture implements AccessUnitPayload {
  private final UnsafeBuffer bytes;

  FixedPicture(int nalUnitHeader, int length) {
    bytes = new UnsafeBuffer(new byte[length]);
    bytes.setMemory(0, length, (byte) 0x5A);
    bytes.putInt(0, Integer.reverseBytes(length - Integer.BYTES));
    bytes.putByte(Integer.BYTES, (byte) nalUnitHeader);
  }

  @Override
  public void wrapInto(UnsafeBuffer view) {
    view.wrap(bytes);
  }

  @Override
  public int length() {
    return bytes.capacity();
  }

  @Override
  public void release() {
    // Lent for every access unit anew.
  }
}
