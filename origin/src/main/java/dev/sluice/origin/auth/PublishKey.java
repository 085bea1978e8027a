package dev.sluice.origin.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key that allows publishing to every channel, kept in a file that only its owner may read.
 *
 * <p>The first start makes it, every later one reads it. Processes that start at once on the same directory agree on
 * one key: each takes the file's lock before it looks.
 */
public final class PublishKey {
  /** Name of the file within the data directory. */
  public static final String FILE_NAME = "publish.key";

  private static final Logger LOGGER = LoggerFactory.getLogger(PublishKey.class);
  private static final String PREFIX = "sk_";
  private static final int RANDOM_LENGTH = 24;
  private static final int FILE_LENGTH_MAX = 512;
  // 22 characters of base64url hold 128 bits.
  private static final Pattern FORMAT = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{22,256}");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<OpenOption> OPTIONS = Set.of(
      StandardOpenOption.READ,
      StandardOpenOption.WRITE,
      StandardOpenOption.CREATE,
      LinkOption.NOFOLLOW_LINKS);

  private final String token;

  private PublishKey(String token) {
    this.token = token;
  }

  /**
   * Reads the key of a data directory, or makes both. Blocks on the disk.
   *
   * @throws PublishKeyException if the directory or the file cannot be read and written, or the file holds no key
   */
  public static PublishKey load(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE_NAME);
    try {
      Files.createDirectories(dataDirectory);
      // A lock belongs to the process: threads of this one take turns by the monitor.
      synchronized (PublishKey.class) {
        return new PublishKey(readOrCreate(file));
      }
    } catch (IOException e) {
      throw new PublishKeyException(
          "data_dir: " + dataDirectory + " (expected: a directory in which " + FILE_NAME
              + " can be read and written): " + e,
          e);
    }
  }

  /** Returns the secret itself: for the operator's eyes, never for a log. */
  public String token() {
    return token;
  }

  /** Returns who decides by this key: publishing to any channel is allowed with it, nothing without. */
  public Authorizer authorizer() {
    return new KeyAuthorizer(token);
  }

  @Override
  public String toString() {
    return "PublishKey[" + PREFIX + "…]";
  }

  private static String readOrCreate(Path file) throws IOException {
    boolean isPosix =
        Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix");
    FileAttribute<?>[] attributes = isPosix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
    try (FileChannel channel = FileChannel.open(file, OPTIONS, attributes)) {
      // Held until the channel closes.
      channel.lock();
      if (isPosix) {
        tighten(file);
      }
      // Empty: just made, or its maker died before it wrote.
      return channel.size() == 0 ? create(channel) : read(channel, file);
    }
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

  private static String create(FileChannel channel) throws IOException {
    byte[] random = new byte[RANDOM_LENGTH];
    new SecureRandom().nextBytes(random);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    ByteBuffer line = ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.US_ASCII));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    channel.force(/* metaData= */ true);
    return token;
  }

  private static String read(FileChannel channel, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE_LENGTH_MAX);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reads on to the end of the file or the limit.
    }
    String token =
        new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1).strip();
    if (!FORMAT.matcher(token).matches()) {
      throw new PublishKeyException(file + " is damaged (expected: one line, " + PREFIX
          + " and 22 to 256 characters of base64url); restore it, or remove it to get a new key");
    }
    return token;
  }
}
