package dev.sluice.ingest.gateway.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads files of UTF-8 text; one that cannot be read is a fault. */
final class SettingsFile {
  private SettingsFile() {}

  /** Returns the text; what is wrong goes into {@code faults}, each line of it after {@code prefix}. */
  static Optional<String> read(Path file, String prefix, List<String> faults) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      faults.add(prefix + file + ": no such file");
    } catch (MalformedInputException e) {
      faults.add(prefix + file + ": not UTF-8");
    } catch (IOException e) {
      faults.add(prefix + file + ": cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }
}
