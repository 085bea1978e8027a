package dev.sluice.origin.http.semantics;

import java.util.Optional;

/**
 * The part of a representation that a Range header asks for (RFC 9110 §14.1.2).
 *
 * @param offset first byte
 * @param length bytes, at least 1
 */
public record ByteRange(long offset, long length) {
  /** A range that begins behind the last byte: 416. */
  public static final ByteRange UNSATISFIABLE = new ByteRange(-1, 0);

  /** Last byte of a range that has no end (RFC 8673 §2.2). */
  public static final long NO_END = (1L << 53) - 1;

  // Objects are shorter.
  private static final long MAX_LAST = Integer.MAX_VALUE;
  private static final String UNIT = "bytes=";
  private static final int MAX_DIGITS = 18;
  private static final long OPEN = -1;
  private static final long MALFORMED = -2;

  /**
   * Returns the range that a header asks for, {@link #UNSATISFIABLE}, or nothing if the header is to be ignored: it is
   * malformed, in another unit, or asks for more than one range, which a server may answer with the whole (§14.2).
   *
   * @param totalLength bytes of the whole representation
   */
  public static Optional<ByteRange> of(String header, long totalLength) {
    long first = first(header);
    long last = last(header);
    if (first == MALFORMED || last == MALFORMED || first == OPEN && last == OPEN) {
      return Optional.empty();
    }
    return first == OPEN ? suffix(last, totalLength) : closed(first, last, totalLength);
  }

  /**
   * Returns the range that a header asks for of a representation whose end is not known, or nothing if the header is to be
   * ignored: as above, or it counts from the end. A range without an end, or with one that no object can have, lasts until
   * {@link #NO_END} (RFC 8673 §2.2).
   */
  public static Optional<ByteRange> ofGrowing(String header) {
    long first = first(header);
    long last = last(header);
    if (first < 0 || last == MALFORMED || first > MAX_LAST) {
      return Optional.empty();
    }
    return closed(first, last == OPEN || last > MAX_LAST ? NO_END : last, NO_END + 1);
  }

  private static Optional<ByteRange> suffix(long suffixLength, long totalLength) {
    long length = Math.min(suffixLength, totalLength);
    return Optional.of(length == 0 ? UNSATISFIABLE : new ByteRange(totalLength - length, length));
  }

  private static Optional<ByteRange> closed(long first, long last, long totalLength) {
    if (last != OPEN && last < first) {
      return Optional.empty();
    }
    if (first >= totalLength) {
      return Optional.of(UNSATISFIABLE);
    }
    long end = last == OPEN ? totalLength - 1 : Math.min(last, totalLength - 1);
    return Optional.of(new ByteRange(first, end - first + 1));
  }

  private static long first(String header) {
    int dash = header.indexOf('-', UNIT.length());
    return dash >= 0 && header.regionMatches(/* ignoreCase= */ true, 0, UNIT, 0, UNIT.length())
        ? position(header.substring(UNIT.length(), dash).strip())
        : MALFORMED;
  }

  private static long last(String header) {
    int dash = header.indexOf('-', UNIT.length());
    return dash < 0 ? MALFORMED : position(header.substring(dash + 1).strip());
  }

  private static long position(String digits) {
    if (digits.isEmpty()) {
      return OPEN;
    }
    if (digits.length() > MAX_DIGITS) {
      return MALFORMED;
    }
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return MALFORMED;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  /** Returns whether it lasts until {@link #NO_END}. */
  public boolean isOpen() {
    return last() == NO_END;
  }

  /** Returns the last byte, inclusive, as Content-Range has it. */
  public long last() {
    return offset + length - 1;
  }
}
