package dev.sluice.origin.auth.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens files that only their owner may read, who is the owner of the directory: what an administrator's command makes
 * can be read by the server. Does not follow links.
 */
public final class OwnerOnlyFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(OwnerOnlyFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
  private static final String NEW_SUFFIX = ".new";

  private OwnerOnlyFile() {}

  /**
   * Replaces a file by a rename, so that a reader and the next start find it whole, before or after. Blocks on the disk. Who
   * calls it sees to it that nobody else does for the same file.
   */
  public static void replace(Path file, byte[] bytes) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + NEW_SUFFIX);
    // What a process left that died while it wrote.
    Files.deleteIfExists(next);
    try (FileChannel channel = open(next, NEW)) {
      write(channel, bytes);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Opens a file; one that others may read is closed to them, and the log says so. */
  static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      return FileChannel.open(file, options);
    }
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    FileChannel channel = FileChannel.open(file, options, mode);
    boolean isOpen = false;
    try {
      tighten(file);
      handOver(file, directory);
      isOpen = true;
      return channel;
    } finally {
      if (!isOpen) {
        channel.close();
      }
    }
  }

  /** Writes all and waits until the disk has it. */
  static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
    channel.force(/* metaData= */ true);
  }

  private static void tighten(Path file) throws IOException {
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (!OWNER_ONLY.containsAll(found)) {
      LOGGER.warn(
          "{} was open to others ({}), now {}: replace the key if they may have read it",
          file,
          PosixFilePermissions.toString(found),
          PosixFilePermissions.toString(OWNER_ONLY));
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private static void handOver(Path file, Path directory) throws IOException {
    UserPrincipal owner = Files.getOwner(directory);
    if (!owner.equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))) {
      try {
        Files.setOwner(file, owner);
      } catch (FileSystemException e) {
        // Only an administrator may give a file away; whoever else made it reads it under the same
        // name again.
        LOGGER.debug("{} stays with its maker: {}", file, e.getReason());
      }
    }
  }
}
