package dev.sluice.origin.auth.token;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a token, which stands for it wherever it is remembered: what a look-up compares tells nothing about
 * any token. One a thread, used again for every token.
 */
final class TokenHash {
  /** Longest token in characters. */
  static final int TOKEN_LENGTH_MAX = 4096;

  private static final String ALGORITHM = "SHA-256";
  private static final int LENGTH = 32;
  private static final int PARTS = 3;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final ThreadLocal<TokenHash> CURRENT = ThreadLocal.withInitial(TokenHash::new);

  // Used only by the thread that it belongs to.
  private final MessageDigest digest = digest();
  private final byte[] token = new byte[TOKEN_LENGTH_MAX];
  private final byte[] hash = new byte[LENGTH];

  /** Returns the one of the calling thread. */
  static TokenHash current() {
    return CURRENT.get();
  }

  /** Hashes a token; returns false if it cannot be one: wrong length, wrong characters or not three parts. */
  boolean take(String text) {
    int length = text.length();
    if (length == 0 || length > TOKEN_LENGTH_MAX) {
      return false;
    }
    int partCount = 1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        partCount++;
      } else if (!isBase64Url(c)) {
        return false;
      }
      token[i] = (byte) c;
    }
    if (partCount != PARTS) {
      return false;
    }
    digest.update(token, 0, length);
    try {
      digest.digest(hash, 0, LENGTH);
    } catch (DigestException e) {
      // Thrown for a target that is too short.
      throw new IllegalStateException(e);
    }
    return true;
  }

  /** Returns one of the four words of the last hash. */
  long word(int index) {
    return (long) LONGS.get(hash, index * Long.BYTES);
  }

  private static boolean isBase64Url(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      // Every Java platform has it (java.security.MessageDigest).
      throw new IllegalStateException(e);
    }
  }
}
