package dev.sluice.origin.auth;

import dev.sluice.origin.auth.ApiKeys.CreatedKey;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An authority of a directory, with clocks that are moved by hand. */
final class AuthorityFixture implements AutoCloseable {
  static final Duration LIFETIME = Duration.ofDays(30);

  long nowEpochMs = 1_800_000_000_000L;
  long nowNs;
  final ApiKeys keys;
  final PublishKey publishKey;
  final Authority authority;

  AuthorityFixture(Path directory) {
    this(directory, UnaryOperator.identity());
  }

  AuthorityFixture(Path directory, UnaryOperator<AuthorityContext> settings) {
    keys = new ApiKeys(directory, () -> nowEpochMs);
    publishKey = PublishKey.load(directory);
    authority = Authority.launch(settings.apply(new AuthorityContext()
        .dataDirectory(directory)
        .publishKey(publishKey)
        .epochClock(() -> nowEpochMs)
        .nanoClock(() -> nowNs)));
  }

  CreatedKey create(Role role, String namespace, String prefix) {
    return keys.create(role, Scope.of(namespace, prefix), LIFETIME);
  }

  void revoke(CreatedKey key) {
    keys.revoke(key.key().grant().id());
    nowNs += TimeUnit.SECONDS.toNanos(1);
    authority.doWork();
  }

  @Override
  public void close() {
    authority.close();
  }
}
