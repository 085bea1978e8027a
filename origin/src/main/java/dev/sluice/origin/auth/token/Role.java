package dev.sluice.origin.auth.token;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token is for; its claim {@code role} is the constant's name in lower case. */
public enum Role {
  /** Reads objects. */
  READONLY,
  /** Reads and writes objects, and issues tokens to readers and writers. */
  READWRITE,
  /** Publishes streams, nothing else. */
  PUBLISH,
  /** Does everything. */
  ADMIN;

  private final String claim = name().toLowerCase(Locale.ROOT);

  /** Returns the role of a claim, exactly as {@link #claim()} gives it. */
  public static Optional<Role> of(String claim) {
    return Arrays.stream(values()).filter(role -> role.claim.equals(claim)).findFirst();
  }

  /** Returns the role as tokens and listings write it. */
  public String claim() {
    return claim;
  }
}
