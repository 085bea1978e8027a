package dev.sluice.origin.http.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final TokenBucket bucket = new TokenBucket(/* unitsPerSecond= */ 10, /* nowNs= */ 0);

  @Test
  void shouldGiveASecondsWorthAtOnce() {
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.waitNs(0)).isZero();
      bucket.take(1, 0);
    }

    assertThat(bucket.waitNs(0)).isPositive();
    assertThat(bucket.waitNs(SECOND_NS / 10)).isZero();
  }

  @Test
  void shouldLetThoseWhoComeLaterPayForABigTake() {
    bucket.take(50, 0);

    assertThat(bucket.waitNs(SECOND_NS)).isEqualTo(3 * SECOND_NS + 1);
    assertThat(bucket.waitNs(5 * SECOND_NS)).isZero();
  }

  @Test
  void shouldNotSaveUpMoreThanASecond() {
    long nowNs = 100 * SECOND_NS;
    bucket.take(10, nowNs);

    assertThat(bucket.waitNs(nowNs)).isPositive();
  }
}
