package dev.sluice.origin.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrantCacheTest {
  private static final long EXPIRES_EPOCH_MS = 100_000;
  private static final long GENERATION = 7;

  private final GrantCache cache = new GrantCache(GrantCache.WAYS);

  @Test
  void shouldFindWhatWasAdded() {
    add(1, /* nowEpochMs= */ 0);

    assertThat(find(1, /* nowEpochMs= */ 0)).isEqualTo(grant(1));
    assertThat(find(2, /* nowEpochMs= */ 0)).isNull();
  }

  @Test
  void shouldGiveUpWhatWasUsedLongestAgo() {
    for (int i = 0; i < GrantCache.WAYS; i++) {
      add(i, i * 1000L);
    }
    find(0, /* nowEpochMs= */ 20_000);

    add(100, /* nowEpochMs= */ 21_000);

    assertThat(find(0, 21_000)).isNotNull();
    assertThat(find(1, 21_000)).isNull();
    assertThat(find(100, 21_000)).isNotNull();
  }

  @Test
  void shouldGiveUpWhatHasExpiredFirst() {
    for (int i = 0; i < GrantCache.WAYS; i++) {
      add(i, i * 1000L);
    }
    find(3, EXPIRES_EPOCH_MS - 1);

    add(100, EXPIRES_EPOCH_MS);
    add(101, EXPIRES_EPOCH_MS);

    assertThat(find(2, EXPIRES_EPOCH_MS)).isNotNull();
  }

  @Test
  void shouldNeverHoldMoreThanItsPlaces() {
    for (int i = 0; i < 1000; i++) {
      add(i, i);
    }

    long foundCount = 0;
    for (int i = 0; i < 1000; i++) {
      foundCount += find(i, /* nowEpochMs= */ 1000) == null ? 0 : 1;
    }
    assertThat(foundCount).isEqualTo(GrantCache.WAYS);
  }

  @Test
  void shouldNotFindWhatWasVerifiedWithOtherKeys() {
    for (int i = 0; i < GrantCache.WAYS; i++) {
      add(i, /* nowEpochMs= */ 0);
    }

    assertThat(cache.find(hash(1), GENERATION + 1, 0)).isNull();
    cache.add(hash(1), grant(1), GENERATION + 1, 0);
    cache.add(hash(2), grant(2), GENERATION + 1, 0);

    assertThat(cache.find(hash(1), GENERATION + 1, 0)).isEqualTo(grant(1));
    assertThat(cache.find(hash(2), GENERATION + 1, 0)).isEqualTo(grant(2));
  }

  private void add(int number, long nowEpochMs) {
    cache.add(hash(number), grant(number), GENERATION, nowEpochMs);
  }

  private Grant find(int number, long nowEpochMs) {
    return cache.find(hash(number), GENERATION, nowEpochMs);
  }

  private static TokenHash hash(int number) {
    TokenHash hash = TokenHash.current();
    assertThat(hash.take("a.b." + number)).isTrue();
    return hash;
  }

  private static Grant grant(int number) {
    return new Grant("t_" + number, "", Role.READONLY, Scope.ALL, EXPIRES_EPOCH_MS);
  }
}
