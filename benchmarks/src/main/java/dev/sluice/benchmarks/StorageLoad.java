package dev.sluice.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Encoders that put segments and playlists, and readers that ask for the playlists, as often as players do.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.sluice.benchmarks.StorageLoad \
 *     PORT TOKEN NAMESPACE ENCODERS SEGMENT_BYTES READERS SECONDS
 * }</pre>
 *
 * <p>Every encoder puts a segment and then its playlist every two seconds, every reader gets a playlist every two seconds,
 * evenly spread. What the first tenth of the time measured is left out. Prints a line of JSON; exits with 1 if a request
 * failed.
 */
public final class StorageLoad {
  private static final long PERIOD_MS = 2_000;
  private static final int LISTED = 5;

  private final Latencies puts = new Latencies();
  private final Latencies gets = new Latencies();
  private final String prefix;
  private final ByteBuf segment;

  private StorageLoad(String namespace, int segmentLength) {
    prefix = "/cache/" + namespace + "/load";
    segment = Unpooled.directBuffer(segmentLength).writeZero(segmentLength);
  }

  /** Runs the load that the arguments describe. */
  public static void main(String[] arguments) throws InterruptedException, ExecutionException {
    int port = Integer.parseInt(arguments[0]);
    String token = arguments[1];
    int encoders = Integer.parseInt(arguments[3]);
    int readers = Integer.parseInt(arguments[5]);
    long seconds = Long.parseLong(arguments[6]);
    StorageLoad load = new StorageLoad(arguments[2], Integer.parseInt(arguments[4]));
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoop loop = group.next();
    for (int i = 0; i < encoders; i++) {
      load.encode(loop, LoadClient.connect(group, port, token, load.puts), i, encoders);
    }
    for (int i = 0; i < readers; i++) {
      load.read(loop, LoadClient.connect(group, port, token, load.gets), i, readers, encoders);
    }
    loop.schedule(load::restart, seconds * 100, TimeUnit.MILLISECONDS);
    TimeUnit.SECONDS.sleep(seconds);
    // On the loop, and before it ends: connections that it closes are no faults.
    boolean isFaulty = loop.submit(load::report).get();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    System.exit(isFaulty ? 1 : 0);
  }

  /** Prints the figures; returns whether a request failed. */
  private boolean report() {
    System.out.println("{\"put\": " + puts.json() + ", \"get\": " + gets.json() + "}");
    return puts.hasFaults() || gets.hasFaults();
  }

  private void restart() {
    puts.restart();
    gets.restart();
  }

  private void encode(EventLoop loop, LoadClient client, int index, int count) {
    long[] number = {0};
    loop.scheduleAtFixedRate(
        () -> client.request(
            HttpMethod.PUT,
            segmentUri(index, number[0]) + "?ttl_seconds=20",
            segment.retainedDuplicate(),
            status -> putPlaylist(client, index, number[0]++, status)),
        PERIOD_MS * index / count,
        PERIOD_MS,
        TimeUnit.MILLISECONDS);
  }

  private void putPlaylist(LoadClient client, int index, long number, int segmentStatus) {
    expect(puts, "PUT of a segment", segmentStatus, 204);
    client.request(
        HttpMethod.PUT,
        playlistUri(index) + "?ttl_seconds=20",
        Unpooled.copiedBuffer(playlist(number), StandardCharsets.US_ASCII),
        status -> expect(puts, "PUT of a playlist", status, 204));
  }

  private void read(EventLoop loop, LoadClient client, int index, int count, int encoders) {
    loop.scheduleAtFixedRate(
        () -> client.request(
            HttpMethod.GET,
            playlistUri(index % encoders),
            Unpooled.EMPTY_BUFFER,
            status -> expect(gets, "GET of a playlist", status, 200)),
        PERIOD_MS + PERIOD_MS * index / count,
        PERIOD_MS,
        TimeUnit.MILLISECONDS);
  }

  private static void expect(Latencies latencies, String what, int status, int expected) {
    if (status != expected) {
      latencies.onFault(what + ": " + status);
    }
  }

  private String segmentUri(int encoder, long number) {
    return prefix + encoder + "/segment" + number + ".ts";
  }

  private String playlistUri(int encoder) {
    return prefix + encoder + "/playlist.m3u8";
  }

  private static String playlist(long newest) {
    long first = Math.max(0, newest - LISTED + 1);
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    for (long number = first; number <= newest; number++) {
      text.append("#EXTINF:2.000000,\nsegment").append(number).append(".ts\n");
    }
    return text.toString();
  }
}
