package dev.sluice.origin.tier;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a directory for one tier of one process. */
final class DirectoryLock implements AutoCloseable {
  private static final String FILE_NAME = "lock";

  private final FileChannel channel;

  /**
   * Makes the directory, if it does not exist, and locks it.
   *
   * @throws IOException if that is not allowed or another one has it
   */
  DirectoryLock(Path directory) throws IOException {
    Files.createDirectories(directory);
    channel = FileChannel.open(
        directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      throw new IOException("in use by another tier");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // by this process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
