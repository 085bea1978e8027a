package dev.sluice.origin.auth.key;

import dev.sluice.origin.auth.token.Grant;
import java.util.OptionalLong;

/**
 * A key that was made. Holds no secret.
 *
 * @param revokedEpochMs when it was revoked, if it was
 */
public record KeyRecord(Grant grant, long createdEpochMs, OptionalLong revokedEpochMs) {
  /** Returns what the key is worth at a moment. */
  public State state(long nowEpochMs) {
    if (revokedEpochMs.isPresent()) {
      return State.REVOKED;
    }
    return nowEpochMs < grant.expiresEpochMs() ? State.VALID : State.EXPIRED;
  }

  /** Returns this key, revoked; the first time stays. */
  KeyRecord revoked(long nowEpochMs) {
    return revokedEpochMs.isPresent()
        ? this
        : new KeyRecord(grant, createdEpochMs, OptionalLong.of(nowEpochMs));
  }

  /** What a key is worth. */
  public enum State {
    /** It is accepted. */
    VALID,
    /** Its time is over. */
    EXPIRED,
    /** It was revoked. */
    REVOKED
  }
}
