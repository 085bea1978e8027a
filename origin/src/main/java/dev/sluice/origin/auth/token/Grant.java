package dev.sluice.origin.auth.token;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What a valid token gives. Holds no secret.
 *
 * @param id of the token, empty if an external issuer gave it none
 * @param parentId of the key that issued it, empty if nobody but the operator or an external issuer did
 * @param expiresEpochMs the first millisecond at which it is not valid any more, of a whole second
 */
public record Grant(String id, String parentId, Role role, Scope scope, long expiresEpochMs)
    implements Verdict {
  private static final int RANDOM_LENGTH = 8;
  private static final long SECOND_MS = 1000;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Returns an id that no other token has: the prefix and 16 hexadecimal digits. */
  public static String newId(String prefix) {
    byte[] random = new byte[RANDOM_LENGTH];
    RANDOM.nextBytes(random);
    return prefix + HexFormat.of().formatHex(random);
  }

  /** Returns when a lifetime that begins now ends: tokens count whole seconds, so that it may be one more. */
  public static long expiry(long nowEpochMs, Duration lifetime) {
    long exactEpochMs = nowEpochMs + lifetime.toMillis();
    return exactEpochMs + Math.floorMod(-exactEpochMs, SECOND_MS);
  }
}
