package dev.sluice.origin.http.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Where lines go: a file that is opened again when somebody has moved it away, or the standard output. One thread only. */
final class LogFile implements AutoCloseable {
  private final Optional<Path> path;
  private Writer writer;
  private Object fileKey;

  /**
   * Opens it, to add to its end.
   *
   * @throws IOException if it cannot be opened
   */
  LogFile(Optional<Path> path) throws IOException {
    this.path = path;
    if (path.isPresent()) {
      open(path.get());
    } else {
      writer = new BufferedWriter(
          new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8));
    }
  }

  void writeLine(String line) throws IOException {
    writer.write(line);
    writer.write('\n');
  }

  void flush() throws IOException {
    writer.flush();
  }

  /** Opens the file again if another one is there, or none: whoever rotates logs has moved it. */
  void follow() throws IOException {
    if (path.isPresent() && !isInPlace(path.get())) {
      writer.close();
      open(path.get());
    }
  }

  @Override
  public void close() throws IOException {
    if (path.isPresent()) {
      writer.close();
    } else {
      writer.flush();
    }
  }

  private void open(Path file) throws IOException {
    writer =
        Files.newBufferedWriter(file, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    fileKey = fileKey(file);
  }

  private boolean isInPlace(Path file) throws IOException {
    return Files.exists(file) && (fileKey == null || fileKey.equals(fileKey(file)));
  }

  private static Object fileKey(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
