package dev.sluice.origin.tier;

import dev.sluice.origin.LifetimeClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The files of a tier: {@code ab/cd/<SHA-256 of namespace/key>}, written beside their place and then moved there at once.
 *
 * <p>An expiry is written by the wall clock, which the next process goes by.
 *
 * <p>Not synced: after a power failure a file may be missing or torn, which its checksums tell. Used by one thread at a time.
 */
final class ColdFiles {
  private static final String TEMPORARY = ".tmp";
  private static final Pattern DIRECTORY_NAME = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern FILE_NAME = Pattern.compile("[0-9a-f]{64}(\\.tmp)?");
  private static final int NAME_LENGTH = 2;

  private final Path root;
  private final LifetimeClock clock;
  private final MessageDigest digest = sha256();

  ColdFiles(Path root, LifetimeClock clock) {
    this.root = root;
    this.clock = clock;
  }

  /** Writes the file of an object and returns its length; leaves what was there if it fails. */
  long write(ColdSource source) throws IOException {
    ColdEntry entry = source.entry();
    Path target = path(entry.namespace(), entry.key());
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
    Files.createDirectories(target.getParent());
    try {
      long fileLength = writeWhole(source, temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return fileLength;
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /** Opens the file of a key, which the caller closes. */
  ColdFileReader open(String namespace, String key) throws IOException {
    return ColdFileReader.open(path(namespace, key));
  }

  /**
   * Lets the file of an object say another expiry. What was there is replaced by one write within one block of the disk.
   *
   * @throws TornFileException if its header is not whole
   */
  void prolong(ColdEntry entry) throws IOException {
    Path path = path(entry.namespace(), entry.key());
    ByteBuffer times;
    try (ColdFileReader reader = ColdFileReader.open(path)) {
      times =
          reader.header().withExpiry(clock.wallEpochMs(entry.expiryEpochMs())).times();
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(times, FileHeader.TIMES_OFFSET);
    }
  }

  void delete(String namespace, String key) throws IOException {
    Files.deleteIfExists(path(namespace, key));
  }

  /**
   * Finds every file whose name is one that this class gives; those that are only half written or in the wrong place are
   * deleted. What cannot be read is left out.
   *
   * @throws IOException if the directory itself cannot be read
   */
  void scan(ScanListener listener) throws IOException {
    Visit file = path -> scanFile(path, listener);
    Visit inner = leaf -> visit(leaf, ColdFiles::isFile, file, listener);
    Visit outer = directory -> visit(directory, ColdFiles::isDirectory, inner, listener);
    visit(root, ColdFiles::isDirectory, outer, listener);
  }

  private static void visit(
      Path directory, DirectoryStream.Filter<Path> filter, Visit visit, ScanListener listener)
      throws IOException {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, filter)) {
      for (Path path : paths) {
        try {
          visit.visit(path);
        } catch (IOException e) {
          listener.onUnreadable(path, e);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void scanFile(Path path, ScanListener listener) throws IOException {
    if (path.toString().endsWith(TEMPORARY)) {
      Files.delete(path);
      return;
    }
    try (ColdFileReader reader = ColdFileReader.open(path)) {
      ColdEntry entry = reader.entry();
      if (!path.equals(path(entry.namespace(), entry.key()))) {
        throw new TornFileException("file of another key");
      }
      listener.onFile(entry, reader.fileLength());
    } catch (TornFileException e) {
      listener.onTorn(path, e.getMessage());
      Files.delete(path);
    }
  }

  private long writeWhole(ColdSource source, Path path) throws IOException {
    List<ByteBuffer> slices = source.slices();
    CRC32C crc = new CRC32C();
    long length = 0;
    for (ByteBuffer slice : slices) {
      length += slice.remaining();
      crc.update(slice.duplicate());
    }
    ColdEntry entry = source.entry();
    ByteBuffer header = new FileHeader(entry, source.facts(), (int) crc.getValue())
        .withExpiry(clock.wallEpochMs(entry.expiryEpochMs()))
        .encode();
    if (!header.hasRemaining() || length != entry.length()) {
      throw new IOException("object does not fit its header");
    }
    long fileLength = header.remaining() + length;
    ByteBuffer[] pieces = new ByteBuffer[slices.size() + 1];
    pieces[0] = header;
    for (int i = 0; i < slices.size(); i++) {
      pieces[i + 1] = slices.get(i).duplicate();
    }
    try (FileChannel channel = FileChannel.open(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE)) {
      long written = 0;
      while (written < fileLength) {
        written += channel.write(pieces);
      }
    }
    return fileLength;
  }

  private Path path(String namespace, String key) {
    String name = HexFormat.of()
        .formatHex(digest.digest((namespace + '/' + key).getBytes(StandardCharsets.UTF_8)));
    return root.resolve(name.substring(0, NAME_LENGTH))
        .resolve(name.substring(NAME_LENGTH, 2 * NAME_LENGTH))
        .resolve(name);
  }

  private static boolean isDirectory(Path path) {
    return DIRECTORY_NAME.matcher(path.getFileName().toString()).matches()
        && Files.isDirectory(path);
  }

  private static boolean isFile(Path path) {
    return FILE_NAME.matcher(path.getFileName().toString()).matches();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Learns what a scan finds. */
  interface ScanListener {
    void onFile(ColdEntry entry, long fileLength);

    void onTorn(Path path, String reason);

    /** Learns of a file or a directory of files that the disk does not give. */
    void onUnreadable(Path path, IOException reason);
  }

  private interface Visit {
    void visit(Path path) throws IOException;
  }
}
