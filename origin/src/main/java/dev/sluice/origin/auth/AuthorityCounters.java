package dev.sluice.origin.auth;

import dev.sluice.origin.auth.token.TokenRefusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What an {@link Authority} refused and issued. Written and read by any thread. */
public final class AuthorityCounters {
  private final Map<TokenRefusal, LongAdder> invalid = new EnumMap<>(TokenRefusal.class);
  private final LongAdder missing = new LongAdder();
  private final LongAdder wrongPublishKeys = new LongAdder();
  private final LongAdder forbidden = new LongAdder();
  private final LongAdder issued = new LongAdder();

  AuthorityCounters() {
    for (TokenRefusal reason : TokenRefusal.values()) {
      invalid.put(reason, new LongAdder());
    }
  }

  /** Returns how many tokens were not valid for a reason. */
  public long invalid(TokenRefusal reason) {
    return invalid.get(reason).sum();
  }

  /** Returns how many requests that need a credential came without one. */
  public long missing() {
    return missing.sum();
  }

  /** Returns how many credentials were neither a token nor the publish key. */
  public long wrongPublishKeys() {
    return wrongPublishKeys.sum();
  }

  /** Returns how many valid credentials were not enough. */
  public long forbidden() {
    return forbidden.sum();
  }

  /** Returns how many short-lived tokens were issued. */
  public long issued() {
    return issued.sum();
  }

  void onInvalid(TokenRefusal reason) {
    invalid.get(reason).increment();
  }

  void onMissing() {
    missing.increment();
  }

  void onWrongPublishKey() {
    wrongPublishKeys.increment();
  }

  void onForbidden() {
    forbidden.increment();
  }

  void onIssued() {
    issued.increment();
  }
}
