package dev.sluice.origin.auth;

import dev.sluice.origin.auth.key.KeyList;
import dev.sluice.origin.auth.key.KeyRecord;
import dev.sluice.origin.auth.key.TokenSecret;
import dev.sluice.origin.auth.token.LocalTokens;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.EpochClock;

/**
 * Makes, lists and revokes the API keys of a data directory, beside a running server or without one. Blocks on the
 * disk; every method throws {@link dev.sluice.origin.auth.key.KeyFileException} if a file cannot be read or written.
 */
public final class ApiKeys {
  private final Path dataDirectory;
  private final KeyList list;

  /** Names the directory; nothing is read or made yet. */
  public ApiKeys(Path dataDirectory, EpochClock clock) {
    this.dataDirectory = dataDirectory;
    list = new KeyList(dataDirectory, clock);
  }

  /**
   * Makes a key.
   *
   * @param lifetime {@link KeyList#LIFETIME_MIN} to {@link KeyList#LIFETIME_MAX}
   */
  public CreatedKey create(Role role, Scope scope, Duration lifetime) {
    LocalTokens tokens = TokenSecret.load(dataDirectory);
    KeyRecord key = list.add(role, scope, lifetime);
    return new CreatedKey(key, tokens.sign(key.grant(), key.createdEpochMs()));
  }

  /** Returns every key that was made and not yet forgotten, oldest first. */
  public List<KeyRecord> keys() {
    return list.keys();
  }

  /** Revokes a key and all tokens that it issued; returns it, or empty if there is none of this id. */
  public Optional<KeyRecord> revoke(String id) {
    return list.revoke(id);
  }

  /**
   * A key that was just made.
   *
   * @param token the secret, which is kept nowhere: for the operator's eyes, never for a log
   */
  public record CreatedKey(KeyRecord key, String token) {
    @Override
    public String toString() {
      return "CreatedKey[" + key + "]";
    }
  }
}
