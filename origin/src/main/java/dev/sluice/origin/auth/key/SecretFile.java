package dev.sluice.origin.auth.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A secret in a file of its own that only its owner may read: one line, a prefix and base64url.
 *
 * <p>The first start makes it, every later one reads it. Processes that start at once on the same directory agree on
 * one secret: each takes the file's lock before it looks.
 */
public final class SecretFile {
  private static final int FILE_LENGTH_MAX = 512;
  private static final int SECRET_LENGTH_MAX = 256;
  private static final Set<OpenOption> OPTIONS = Set.of(
      StandardOpenOption.READ,
      StandardOpenOption.WRITE,
      StandardOpenOption.CREATE,
      LinkOption.NOFOLLOW_LINKS);

  private final String name;
  private final String prefix;
  private final int randomLength;
  private final int lengthMin;
  private final Pattern format;

  /**
   * Describes a secret.
   *
   * @param prefix of the line, so that a reader of the file knows what it is; may be empty
   * @param randomLength bytes of randomness in a new one
   * @param lengthMin fewest characters of base64url in one that is there
   */
  public SecretFile(String name, String prefix, int randomLength, int lengthMin) {
    this.name = name;
    this.prefix = prefix;
    this.randomLength = randomLength;
    this.lengthMin = lengthMin;
    format = Pattern.compile(
        Pattern.quote(prefix) + "[A-Za-z0-9_-]{" + lengthMin + "," + SECRET_LENGTH_MAX + "}");
  }

  /**
   * Returns the line of a data directory, or makes directory and file. Blocks on the disk.
   *
   * @throws KeyFileException if the directory or the file cannot be read and written, or the file holds no secret
   */
  public String load(Path dataDirectory) {
    try {
      Files.createDirectories(dataDirectory);
      // A lock belongs to the process: threads of this one take turns by the monitor.
      synchronized (SecretFile.class) {
        return readOrCreate(dataDirectory.resolve(name));
      }
    } catch (IOException e) {
      throw new KeyFileException(
          "data_dir: " + dataDirectory + " (expected: a directory in which " + name
              + " can be read and written): " + e,
          e);
    }
  }

  private String readOrCreate(Path file) throws IOException {
    try (FileChannel channel = OwnerOnlyFile.open(file, OPTIONS)) {
      // Held until the channel closes.
      channel.lock();
      // Empty: just made, or its maker died before it wrote.
      return channel.size() == 0 ? create(channel) : read(channel, file);
    }
  }

  private String create(FileChannel channel) throws IOException {
    byte[] random = new byte[randomLength];
    new SecureRandom().nextBytes(random);
    String line = prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    OwnerOnlyFile.write(channel, (line + "\n").getBytes(StandardCharsets.US_ASCII));
    return line;
  }

  private String read(FileChannel channel, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE_LENGTH_MAX);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      // Reads on to the end of the file or the limit.
    }
    String line =
        new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1).strip();
    if (!format.matcher(line).matches()) {
      throw new KeyFileException(file + " is damaged (expected: one line, "
          + (prefix.isEmpty() ? "" : prefix + " and ") + lengthMin + " to " + SECRET_LENGTH_MAX
          + " characters of base64url); restore it, or remove it to get a new key");
    }
    return line;
  }
}
