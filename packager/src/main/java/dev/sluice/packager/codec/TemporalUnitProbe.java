package dev.sluice.packager.codec;

import org.agrona.DirectBuffer;

/**
 * Looks into temporal units of AV1. Decoding can start at a key frame that is shown, whether its sequence header is in the
 * unit or only in the configuration record.
 *
 * <p>Used by one thread.
 */
final class TemporalUnitProbe implements AccessUnitProbe {
  private final ObuCursor cursor = new ObuCursor();

  @Override
  public int inspect(DirectBuffer buffer, int offset, int length) {
    cursor.wrap(buffer, offset, offset + length);
    int result = NO_PICTURE;
    int next = cursor.next();
    for (; next == ObuCursor.UNIT; next = cursor.next()) {
      if (result == NO_PICTURE && cursor.isFrame()) {
        result = cursor.isKeyFrame() ? RANDOM_ACCESS : PICTURE;
      }
    }
    return next == ObuCursor.MALFORMED ? MALFORMED : result;
  }
}
