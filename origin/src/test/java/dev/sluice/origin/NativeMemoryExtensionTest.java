package dev.sluice.origin;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.NativeMemoryProbe;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class NativeMemoryExtensionTest {
  private static final ObjectSpec SPEC =
      new ObjectSpec("text/plain", "no-store", Visibility.WHOLE, ObjectSpec.PINNED, 0);

  private final NativeMemoryProbe before = NativeMemoryProbe.now();
  private final OriginStore store = new OriginStore(new StoreContext().hotCapacity(1 << 20));

  @Test
  void shouldPassWhenEverythingIsBack() {
    store.live().begin("k", SPEC).commit();

    store.close();

    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void shouldFailWhenAStoreIsLeftOpen() {
    ObjectWriter writer = store.live().begin("k", SPEC);
    writer.claim(1);
    writer.abort();

    assertThatThrownBy(this::check).hasMessageContaining("regions=1, slabs=0, leases=0");
    store.close();
  }

  @Test
  void shouldFailWhenAWriterIsLeftOpen() {
    ObjectWriter writer = store.live().begin("k", SPEC);
    writer.claim(1);
    store.close();

    assertThatThrownBy(this::check).hasMessageContaining("regions=1, slabs=1, leases=0");
    writer.abort();
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void shouldFailWhenALeaseOfAnEmptyObjectIsLeftOpen() {
    store.live().begin("k", SPEC).commit();
    Lease lease = store.live().lease("k").orElseThrow();
    store.close();

    assertThatThrownBy(this::check).hasMessageContaining("regions=0, slabs=0, leases=1");
    lease.close();
  }

  @Test
  void shouldFailWhenANettyBufferIsNotReleased() {
    store.close();
    NettyLeakCheck leaks = new NettyLeakCheck();

    leakBuffer();

    assertThatThrownBy(leaks::close).hasMessageContaining("LEAK:");
  }

  private void check() {
    NativeMemoryExtension.assertReturnedTo(before, /* graceNs= */ 0);
  }

  private static void leakBuffer() {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1);
    buffer.writeByte(1);
  }
}
