package dev.sluice.origin.store;

import dev.sluice.origin.store.ObjectSpec.Visibility;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A small store whose clocks are moved by hand, and the steps that tests take with it. */
final class StoreFixture implements AutoCloseable {
  static final int MAX_OBJECT_SIZE = 3 << 20;

  final OriginStore store;
  final Namespace live;
  private volatile long nowNs;
  private volatile long nowEpochMs = 1_700_000_000_000L;

  StoreFixture(long hotCapacity) {
    this(new StoreContext().hotCapacity(hotCapacity));
  }

  StoreFixture(StoreContext context) {
    store = new OriginStore(
        context.maxObjectSize(MAX_OBJECT_SIZE).nanoClock(() -> nowNs).epochClock(() -> nowEpochMs));
    live = store.live();
  }

  void advanceMs(long ms) {
    nowNs += TimeUnit.MILLISECONDS.toNanos(ms);
    nowEpochMs += ms;
  }

  long nowEpochMs() {
    return nowEpochMs;
  }

  /** Creates a namespace with a maximum TTL of an hour. */
  Namespace create(String name, long hotCapacity, int maxObjectSize) {
    return store.create(spec(name, hotCapacity, maxObjectSize));
  }

  static NamespaceSpec spec(String name, long hotCapacity, int maxObjectSize) {
    return new NamespaceSpec(
        name,
        hotCapacity,
        maxObjectSize,
        /* defaultTtlMs= */ 60_000,
        /* maxTtlMs= */ 3_600_000,
        /* isGuarded= */ true,
        RateLimit.NONE,
        RateLimit.NONE);
  }

  /** Commits an object. */
  void put(String key, ObjectSpec spec, byte[] bytes) {
    put(live, key, spec, bytes);
  }

  /** Commits an object. */
  static void put(Namespace namespace, String key, ObjectSpec spec, byte[] bytes) {
    ObjectWriter writer = namespace.begin(key, spec);
    append(writer, bytes);
    writer.commit();
  }

  /** Claims and fills bytes; they are not published. */
  static void append(ObjectWriter writer, byte[] bytes) {
    for (int start = 0; start < bytes.length; start += ObjectWriter.MAX_CLAIM_LENGTH) {
      int length = Math.min(bytes.length - start, ObjectWriter.MAX_CLAIM_LENGTH);
      int offset = writer.claim(length);
      if (offset < 0) {
        throw new AssertionError("claim: " + offset);
      }
      writer.buffer().putBytes(offset, bytes, start, length);
    }
  }

  /** Returns the bytes under a key, or null if there is none. */
  byte[] get(String key) {
    return get(live, key);
  }

  /** Returns the bytes under a key, or null if there is none. */
  static byte[] get(Namespace namespace, String key) {
    Lease lease = namespace.lease(key).orElse(null);
    if (lease == null) {
      return null;
    }
    try (lease) {
      return bytes(lease);
    }
  }

  static byte[] bytes(Lease lease) {
    return bytes(lease, 0, lease.length());
  }

  static byte[] bytes(Lease lease, long offset, long length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lease.slices(offset, length, slice -> out.writeBytes(copy(slice)));
    return out.toByteArray();
  }

  static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Bytes of which each tells its place. */
  static byte[] counted(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  static ObjectSpec growing(int expectedLength) {
    return new ObjectSpec(
        "video/mp2t", "max-age=3600", Visibility.GROWING, ObjectSpec.PINNED, expectedLength);
  }

  static ObjectSpec whole() {
    return whole(ObjectSpec.PINNED);
  }

  static ObjectSpec whole(long ttlMs) {
    return new ObjectSpec("application/vnd.apple.mpegurl", "max-age=1", Visibility.WHOLE, ttlMs, 0);
  }

  @Override
  public void close() {
    store.close();
  }

  private static byte[] copy(ByteBuffer slice) {
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }
}
