package dev.sluice.origin.live.dvr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;

/** One file of a journal: as many lines as fit, the oldest first. Never added to by another process than it began in. */
final class JournalFile {
  static final int MAX_LINE_COUNT = 4096;
  static final int MAX_LENGTH = 1 << 20;

  // One batch may exceed the length at which a file is full.
  private static final int MAX_READ_LENGTH = 16 << 20;
  private static final int MAX_HEAD_LENGTH = 4096;

  private final Path path;
  private int lineCount;
  private long length;
  private long newestEndEpochMs = Long.MIN_VALUE;

  JournalFile(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  boolean isFull() {
    return lineCount >= MAX_LINE_COUNT || length >= MAX_LENGTH;
  }

  /** Returns when the last of its segments ends. */
  long newestEndEpochMs() {
    return newestEndEpochMs;
  }

  /** Adds an entry to the text that is to be appended. */
  void take(JournalEntry entry, StringBuilder text) {
    lineCount++;
    note(entry);
    text.append(JournalText.line(entry));
  }

  /** Adds to the file; the first time makes it, and takes it away if that fails. */
  void append(CharSequence text) throws IOException {
    ByteBuffer bytes = UTF_8.encode(text.toString());
    int textLength = bytes.remaining();
    StandardOpenOption option =
        isEmpty() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.APPEND;
    try (FileChannel channel = FileChannel.open(path, option, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      if (isEmpty()) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
    length += textLength;
  }

  /** Returns whether nothing was ever added to it as a whole. */
  boolean isEmpty() {
    return length == 0;
  }

  /**
   * Returns what the journal is about, or nothing if that cannot be told.
   *
   * @throws UnknownVersionException if the file is of another version
   */
  Optional<JournalHead> head() throws IOException {
    String[] lines;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer start = ByteBuffer.allocate(MAX_HEAD_LENGTH);
      int readLength = 0;
      while (start.hasRemaining() && readLength >= 0) {
        readLength = channel.read(start);
      }
      lines = UTF_8.decode(start.flip()).toString().split("\n", 3);
    }
    boolean isWhole = lines.length == 3 && lines[0].startsWith(JournalText.FORM);
    if (isWhole && !lines[0].equals(JournalText.FORM + JournalText.VERSION)) {
      throw new UnknownVersionException(lines[0]);
    }
    return isWhole ? JournalText.parseHead(lines[1]) : Optional.empty();
  }

  /** Hands out the entries; returns how many lines are none. The last one may be cut off, which counts for nothing. */
  int read(Consumer<JournalEntry> consumer) throws IOException {
    if (Files.size(path) > MAX_READ_LENGTH) {
      throw new IOException("longer than " + MAX_READ_LENGTH + " bytes");
    }
    String text = new String(Files.readAllBytes(path), UTF_8);
    int tornCount = 0;
    int lineStart = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
    for (int lineEnd = text.indexOf('\n', lineStart);
        lineEnd >= 0;
        lineEnd = text.indexOf('\n', lineStart)) {
      Optional<JournalEntry> entry = JournalText.parse(text.substring(lineStart, lineEnd));
      entry.ifPresent(this::note);
      entry.ifPresent(consumer);
      tornCount += entry.isPresent() ? 0 : 1;
      lineStart = lineEnd + 1;
    }
    return tornCount;
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  private void note(JournalEntry entry) {
    if (entry instanceof JournalEntry.Segment segment) {
      newestEndEpochMs = Math.max(newestEndEpochMs, segment.endEpochMs());
    }
  }
}
