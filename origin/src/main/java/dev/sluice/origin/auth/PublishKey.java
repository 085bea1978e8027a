package dev.sluice.origin.auth;

import dev.sluice.origin.auth.key.KeyFileException;
import dev.sluice.origin.auth.key.SecretFile;
import java.nio.file.Path;

/** The key that allows publishing to every channel, kept in a file that only its owner may read. */
public final class PublishKey {
  /** Name of the file within the data directory. */
  public static final String FILE_NAME = "publish.key";

  private static final String PREFIX = "sk_";
  private static final int RANDOM_LENGTH = 24;
  // 22 characters of base64url hold 128 bits.
  private static final int LENGTH_MIN = 22;
  private static final SecretFile FILE =
      new SecretFile(FILE_NAME, PREFIX, RANDOM_LENGTH, LENGTH_MIN);

  private final String token;

  private PublishKey(String token) {
    this.token = token;
  }

  /**
   * Reads the key of a data directory, or makes both. Blocks on the disk.
   *
   * @throws KeyFileException if the directory or the file cannot be read and written, or the file holds no key
   */
  public static PublishKey load(Path dataDirectory) {
    return new PublishKey(FILE.load(dataDirectory));
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
}
