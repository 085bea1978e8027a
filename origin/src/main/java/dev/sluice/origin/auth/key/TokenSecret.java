package dev.sluice.origin.auth.key;

import dev.sluice.origin.auth.token.LocalTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The secret that this instance signs its tokens with. Whoever removes the file makes every token invalid. */
public final class TokenSecret {
  /** Name of the file within the data directory. */
  public static final String FILE_NAME = "token.secret";

  private static final int RANDOM_LENGTH = 48;
  // 43 characters of base64url hold 256 bits.
  private static final int LENGTH_MIN = 43;
  private static final SecretFile FILE =
      new SecretFile(FILE_NAME, /* prefix= */ "", RANDOM_LENGTH, LENGTH_MIN);

  private TokenSecret() {}

  /**
   * Returns what signs with the secret of a data directory, which is made if there is none. Blocks on the disk.
   *
   * @throws KeyFileException as {@link SecretFile#load} says
   */
  public static LocalTokens load(Path dataDirectory) {
    // The characters themselves are the key: any text that an operator restores is taken as it is.
    return new LocalTokens(FILE.load(dataDirectory).getBytes(StandardCharsets.US_ASCII));
  }
}
