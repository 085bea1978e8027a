package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.Origin;
import dev.sluice.origin.OriginContext;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.StoreContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets readers wait for one playlist on loopback, in this process, and prints what a waiting request costs in heap, how long
 * after each part their answers are in, and whether any is left when half of them leave and the stream ends.
 *
 * <p>Arguments: readers (5000), parts (50), milliseconds between parts (200). As many parts go before, which do not count.
 */
public final class ParkedReloads {
  private static final String KEY = "cam/cmaf_720p30.m3u8";
  private static final String PARKED = "\nsluice_http_parked_requests ";
  private static final int PLAYLIST_LINE_COUNT = 40;
  private static final long SEQUENCE = 7;

  private ParkedReloads() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    int readerCount = args.length > 0 ? Integer.parseInt(args[0]) : 5_000;
    int partCount = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    int intervalMs = args.length > 2 ? Integer.parseInt(args[2]) : 200;
    OriginContext context = new OriginContext()
        .store(new StoreContext().hotCapacity(64L << 20))
        .http(new HttpContext()
            .maxConnectionsPerIp(readerCount)
            .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    try (Origin origin = Origin.launch(context)) {
      LivePlaylist playlist = origin.livePlaylists().open(KEY);
      playlist.describe(/* targetDurationSeconds= */ 20, /* partTargetMs= */ 200);
      publish(origin, playlist, 0);
      try (ReloadingReaders readers =
          new ReloadingReaders(origin.httpAddress(), "/live/" + KEY, readerCount)) {
        run(origin, playlist, readers, partCount, intervalMs);
      }
    }
  }

  private static void run(
      Origin origin, LivePlaylist playlist, ReloadingReaders readers, int partCount, int intervalMs)
      throws IOException {
    int count = readers.count();
    readers.askFor(SEQUENCE, 0);
    readers.awaitAnswers();
    long idleLength = heapLength();
    readers.askFor(SEQUENCE, 1);
    awaitParked(origin, count);
    long parkedLength = heapLength();
    System.out.printf(
        "readers %d, heap of a waiting request %d B%n", count, (parkedLength - idleLength) / count);
    long[] delayNs = new long[partCount * count];
    for (int part = 1; part <= 2 * partCount; part++) {
      long beginNs = System.nanoTime();
      publish(origin, playlist, part);
      readers.awaitAnswers();
      readers.delaysNs(beginNs, delayNs, (part - 1) % partCount * count);
      readers.askFor(SEQUENCE, part + 1);
      awaitParked(origin, count);
      LockSupport.parkNanos(
          TimeUnit.MILLISECONDS.toNanos(intervalMs) - (System.nanoTime() - beginNs));
    }
    print(delayNs);
    readers.leave(count / 2);
    awaitParked(origin, count - count / 2);
    playlist.end();
    awaitParked(origin, 0);
    System.out.println("half have left, the stream has ended, nobody waits");
  }

  private static void print(long[] delayNs) {
    Arrays.sort(delayNs);
    System.out.printf(
        "answered after p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
        percentileMs(delayNs, 50),
        percentileMs(delayNs, 90),
        percentileMs(delayNs, 99),
        percentileMs(delayNs, 100));
  }

  private static double percentileMs(long[] sortedNs, int percent) {
    return sortedNs[(int) ((sortedNs.length - 1) * (percent / 100.0))] / 1e6;
  }

  private static void publish(Origin origin, LivePlaylist playlist, int partIndex) {
    StringBuilder text = new StringBuilder("#EXTM3U\n");
    for (int line = 0; line < PLAYLIST_LINE_COUNT; line++) {
      text.append("#EXT-X-PART:DURATION=0.20000,URI=\"cmaf_720p30_01234.m4s\",BYTERANGE=12345@")
          .append(partIndex * PLAYLIST_LINE_COUNT + line)
          .append('\n');
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    ObjectWriter writer = origin
        .store()
        .live()
        .begin(
            KEY,
            new ObjectSpec(
                "application/vnd.apple.mpegurl",
                "max-age=1",
                ObjectSpec.Visibility.WHOLE,
                ObjectSpec.PINNED,
                bytes.length));
    writer.buffer().putBytes(writer.claim(bytes.length), bytes);
    writer.commit();
    playlist.publish(SEQUENCE, partIndex);
  }

  private static void awaitParked(Origin origin, int count) {
    while (parkedCount(origin) != count) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static int parkedCount(Origin origin) {
    String page = new String(origin.metrics().scrape(), UTF_8);
    int start = page.indexOf(PARKED) + PARKED.length();
    return (int) Double.parseDouble(page.substring(start, page.indexOf('\n', start)));
  }

  private static long heapLength() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
