package dev.sluice.origin.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells one content of a file from the next, links followed. */
record FileStamp(long modifiedEpochMs, long length, String file) {
  private static final FileStamp MISSING = new FileStamp(0, 0, "");

  static FileStamp of(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileStamp(
          attributes.lastModifiedTime().toMillis(),
          attributes.size(),
          String.valueOf(attributes.fileKey()));
    } catch (IOException e) {
      return MISSING;
    }
  }
}
