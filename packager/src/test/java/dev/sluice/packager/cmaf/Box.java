package dev.sluice.packager.cmaf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** A box as it is read back. Its contents are the bytes after the type; those of a container are its children. */
record Box(String type, int offset, int length, byte[] contents, List<Box> children) {
  private static final Set<String> CONTAINERS =
      Set.of("moov", "trak", "mdia", "minf", "dinf", "stbl", "mvex", "moof", "traf");
  private static final Set<String> VIDEO_ENTRIES = Set.of("avc1", "hvc1", "av01");
  private static final Set<String> AUDIO_ENTRIES = Set.of("mp4a", "Opus");
  private static final int HEADER_LENGTH = 8;

  /** Reads boxes that fill all of the bytes. */
  static List<Box> read(byte[] bytes) {
    return read(ByteBuffer.wrap(bytes), 0);
  }

  /** Reads the boxes after the first bytes of the contents of a box. */
  List<Box> readAfter(int skippedLength) {
    return read(
        ByteBuffer.wrap(contents).position(skippedLength), offset + HEADER_LENGTH + skippedLength);
  }

  /** Returns the only box at a path below this one. */
  Box at(String... path) {
    Box box = this;
    for (String type : path) {
      box = only(box.children, type);
    }
    return box;
  }

  /** Returns the only box of a type. */
  static Box only(List<Box> boxes, String type) {
    List<Box> found = boxes.stream().filter(box -> box.type.equals(type)).toList();
    if (found.size() != 1) {
      throw new AssertionError(type + ": " + found.size() + " boxes (expected: 1)");
    }
    return found.get(0);
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(contents);
  }

  /** Returns the boxes as indented lines with their contents in hexadecimal. */
  static String text(List<Box> boxes) {
    StringBuilder text = new StringBuilder();
    boxes.forEach(box -> box.append(text, 0));
    return text.toString();
  }

  private void append(StringBuilder text, int depth) {
    List<Box> inner = type.equals("stsd")
        ? readAfter(8)
        : VIDEO_ENTRIES.contains(type)
            ? readAfter(78)
            : AUDIO_ENTRIES.contains(type) ? readAfter(28) : children;
    int ownLength = inner.isEmpty()
        ? contents.length
        : contents.length - inner.stream().mapToInt(Box::length).sum();
    text.append("  ".repeat(depth)).append(type).append(' ').append(length);
    text.append(ownLength == 0 ? "" : " " + HexFormat.of().formatHex(contents, 0, ownLength));
    text.append('\n');
    inner.forEach(box -> box.append(text, depth + 1));
  }

  private static List<Box> read(ByteBuffer bytes, int baseOffset) {
    List<Box> boxes = new ArrayList<>();
    int base = baseOffset - bytes.position();
    while (bytes.hasRemaining()) {
      int offset = base + bytes.position();
      int length = bytes.getInt();
      byte[] type = new byte[Integer.BYTES];
      bytes.get(type);
      if (length < HEADER_LENGTH || length - HEADER_LENGTH > bytes.remaining()) {
        throw new AssertionError("box length: " + length + " at " + offset);
      }
      byte[] contents = new byte[length - HEADER_LENGTH];
      bytes.get(contents);
      String name = new String(type, StandardCharsets.US_ASCII);
      List<Box> children = CONTAINERS.contains(name)
          ? read(ByteBuffer.wrap(contents), offset + HEADER_LENGTH)
          : List.of();
      boxes.add(new Box(name, offset, length, contents, children));
    }
    return boxes;
  }
}
