package dev.sluice.packager;

import java.util.List;
import java.util.stream.IntStream;

/** Runs the shards. Any thread may call it. */
public final class Packager implements AutoCloseable {
  private final List<Shard> shards;
  private final PackagerCounters counters = new PackagerCounters();

  private Packager(PackagerContext context) {
    shards = IntStream.range(0, context.threads())
        .mapToObj(index -> new Shard(context, counters, index))
        .toList();
  }

  /** Starts the {@code pk-} threads. */
  public static Packager launch(PackagerContext context) {
    Packager packager = new Packager(context.conclude());
    packager.shards.forEach(Shard::start);
    return packager;
  }

  /**
   * Puts a channel on a shard. Its playlists appear with its first segment.
   *
   * <p>A name always goes to the same shard, so that a channel which is opened anew follows the end of the former one.
   *
   * @param firstMediaSequence number of its first segment
   */
  public PackagedChannel open(String channel, long firstMediaSequence) {
    return shards
        .get(Math.floorMod(channel.hashCode(), shards.size()))
        .open(channel, firstMediaSequence);
  }

  /** Returns the counts of all channels, those that are closed included. */
  public PackagerCounters counters() {
    return counters;
  }

  /** Returns how many access units wait in the rings. */
  public long ringOccupied() {
    return shards.stream().mapToLong(shard -> shard.ring().occupied()).sum();
  }

  /** Closes the open segments and ends the threads; no playlist says that its stream is over. Twice has no effect. */
  @Override
  public void close() {
    shards.forEach(Shard::beginClose);
    try {
      for (Shard shard : shards) {
        shard.awaitClosed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
