package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NativeMemoryExtension.class)
class EntityHeadTest {
  private static final String KEY = "growing";
  private static final String LONG = "public, max-age=31536000";

  private final OriginStore store = new OriginStore(new StoreContext().hotCapacity(16L << 20));

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void shouldLetNoCacheKeepWhatGrowsForLongerThanItsLifetime() {
    assertThat(growing(/* ttlMs= */ 10_000))
        .startsWith("Cache-Control: public, max-age=10\r\n")
        .contains("X-Content-Type-Options: nosniff\r\n");
  }

  @Test
  void shouldSendWhatWasSaidOfAnObjectWithoutALifetime() {
    assertThat(growing(ObjectSpec.PINNED)).startsWith("Cache-Control: " + LONG + "\r\n");
  }

  private String growing(long ttlMs) {
    ObjectSpec spec =
        new ObjectSpec("video/mp4", LONG, Visibility.GROWING, ttlMs, /* expectedLength= */ 0);
    ObjectWriter writer = store.live().begin(KEY, spec);
    try (Lease lease = store.live().lease(KEY).orElseThrow()) {
      return EntityHead.growing(lease);
    } finally {
      writer.abort();
    }
  }
}
