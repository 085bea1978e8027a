package dev.sluice.ingest.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digest ("complex") handshake that Flash-derived publishers use, in both of its layouts.
 *
 * <p>C1 and S1 hide an HMAC-SHA256 over their other 1504 bytes at a place that four of their bytes tell; S2 ends with an
 * HMAC whose key is derived from the client's. The specification leaves it out; FFmpeg checks all three.
 */
final class DigestHandshake {
  static final int DIGEST_LENGTH = 32;
  /** No layout has a valid digest: the peer means the plain handshake. */
  static final int NO_DIGEST = -1;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int OFFSET_RANGE = 728;
  private static final int OFFSET_FIELD_LENGTH = 4;
  /** Where the four bytes that tell the digest's place stand: after the times, or after the first half. */
  private static final int[] OFFSET_FIELDS = {8, 772};

  private static final byte[] KEY_TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
  private static final byte[] CLIENT_NAME =
      "Genuine Adobe Flash Player 001".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER_NAME =
      "Genuine Adobe Flash Media Server 001".getBytes(StandardCharsets.US_ASCII);

  private DigestHandshake() {}

  /** Returns where the digest of a C1 stands, or {@link #NO_DIGEST}. */
  static int clientDigestOffset(byte[] c1) {
    for (int field : OFFSET_FIELDS) {
      int offset = digestOffset(c1, field);
      byte[] digest = digestAround(c1, offset, CLIENT_NAME);
      if (MessageDigest.isEqual(digest, Arrays.copyOfRange(c1, offset, offset + DIGEST_LENGTH))) {
        return offset;
      }
    }
    return NO_DIGEST;
  }

  /** Puts the digest into an S1, in the layout of the client's. */
  static void signServer(byte[] s1, int clientDigestOffset) {
    int field = clientDigestOffset < OFFSET_FIELDS[1] ? OFFSET_FIELDS[0] : OFFSET_FIELDS[1];
    int offset = digestOffset(s1, field);
    System.arraycopy(digestAround(s1, offset, SERVER_NAME), 0, s1, offset, DIGEST_LENGTH);
  }

  /** Ends an S2 with the answer to the digest of a C1. */
  static void answerClient(byte[] s2, byte[] c1, int clientDigestOffset) {
    Mac keyMac = mac(concat(SERVER_NAME, KEY_TAIL));
    keyMac.update(c1, clientDigestOffset, DIGEST_LENGTH);
    Mac answer = mac(keyMac.doFinal());
    answer.update(s2, 0, s2.length - DIGEST_LENGTH);
    System.arraycopy(answer.doFinal(), 0, s2, s2.length - DIGEST_LENGTH, DIGEST_LENGTH);
  }

  private static int digestOffset(byte[] packet, int field) {
    int sum = 0;
    for (int i = 0; i < OFFSET_FIELD_LENGTH; i++) {
      sum += packet[field + i] & 0xFF;
    }
    return field + OFFSET_FIELD_LENGTH + sum % OFFSET_RANGE;
  }

  private static byte[] digestAround(byte[] packet, int offset, byte[] key) {
    Mac mac = mac(key);
    mac.update(packet, 0, offset);
    int behind = offset + DIGEST_LENGTH;
    mac.update(packet, behind, packet.length - behind);
    return mac.doFinal();
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
    }
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    byte[] whole = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, whole, head.length, tail.length);
    return whole;
  }
}
