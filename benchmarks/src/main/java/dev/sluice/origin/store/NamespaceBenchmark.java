package dev.sluice.origin.store;

import dev.sluice.origin.store.ObjectSpec.Visibility;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Looks objects up as a server does, puts playlists as an encoder does, and lists a page as an operator does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NamespaceBenchmark {
  private static final int PLAYLIST_LENGTH = 900;
  private static final int PAGE_LENGTH = 100;
  private static final ObjectSpec SPEC = new ObjectSpec(
      "application/vnd.apple.mpegurl", "max-age=1", Visibility.WHOLE, ObjectSpec.PINNED, 900);

  /** Objects of the namespace. */
  @Param({"1000", "30000"})
  public int objectCount;

  private OriginStore store;
  private Namespace live;
  private String[] keys;
  private int next;

  /** Opens a store and fills it. */
  @Setup
  public void open() {
    store = new OriginStore(new StoreContext().hotCapacity(512L << 20));
    live = store.live();
    keys = new String[objectCount];
    for (int i = 0; i < objectCount; i++) {
      keys[i] = "main/playlist_720p30_" + i + ".ts";
      put(keys[i]);
    }
  }

  /** Frees the store's memory. */
  @TearDown
  public void close() {
    store.close();
  }

  /** Takes and closes one lease. */
  @Benchmark
  public long lease() {
    try (Lease lease = live.lease(nextKey()).orElseThrow()) {
      return lease.length();
    }
  }

  /** Puts one object of one claim in the place of another. */
  @Benchmark
  public void put() {
    put(nextKey());
  }

  /** Lists one page from the middle. */
  @Benchmark
  public List<ListedObject> list() {
    return live.list("main/", keys[objectCount / 2], PAGE_LENGTH);
  }

  private void put(String key) {
    ObjectWriter writer = live.begin(key, SPEC);
    int offset = writer.claim(PLAYLIST_LENGTH);
    writer.buffer().setMemory(offset, PLAYLIST_LENGTH, (byte) 1);
    writer.commit();
  }

  private String nextKey() {
    next = next + 1 == objectCount ? 0 : next + 1;
    return keys[next];
  }
}
