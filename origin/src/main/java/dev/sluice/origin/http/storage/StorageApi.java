package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.live.LiveObjects;
import dev.sluice.origin.http.live.LiveRoutes;
import dev.sluice.origin.http.playlist.PlaylistCounters;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * The storage API of one server. Its handlers run on http threads, {@link #doWork()} on the house thread.
 *
 * <p>Closed after the server and before the store: playlists that wait for their segments hold memory of it.
 */
public final class StorageApi implements Agent, AutoCloseable {
  private static final long WORK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(250);

  private final PushedNamespaces namespaces;
  private final NanoClock clock;
  private long nextWorkNs; // house thread

  private StorageApi(StorageContext context, HttpContext http) {
    PlaylistCounters counters = new PlaylistCounters();
    counters.registerWith(context.metrics());
    clock = context.nanoClock();
    nextWorkNs = clock.nanoTime();
    namespaces = new PushedNamespaces(context, counters);
    namespaces.registerOn(context.metrics());
    LiveObjects live =
        new LiveObjects(context.store().live(), context.livePlaylists(), context.recordings());
    // The path of a channel itself begins with the namespace.
    http.handler("/cache", new ObjectRoutes("/cache", namespaces, live, context))
        .handler("/objectstore", new ObjectRoutes("/objectstore", namespaces, live, context))
        .handler(
            LiveRoutes.PATH,
            context.isLiveOpen()
                ? new LiveRoutes(live)
                : new ObjectRoutes("", namespaces, live, context));
  }

  /**
   * Registers the API with a server that is not launched yet.
   *
   * @param context concluded here, if it is not yet
   */
  public static StorageApi register(StorageContext context, HttpContext http) {
    return new StorageApi(context.conclude(), http);
  }

  @Override
  public int doWork() {
    long nowNs = clock.nanoTime();
    if (nowNs - nextWorkNs < 0) {
      return 0;
    }
    nextWorkNs = nowNs + WORK_INTERVAL_NS;
    return namespaces.doWork();
  }

  @Override
  public String roleName() {
    return "storage";
  }

  /** Gives up playlists that wait; has no effect the second time. */
  @Override
  public void close() {
    namespaces.close();
  }
}
