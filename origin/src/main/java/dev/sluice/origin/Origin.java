package dev.sluice.origin;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.HttpServer;
import dev.sluice.origin.http.control.ControlApi;
import dev.sluice.origin.http.storage.StorageApi;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.dvr.RecordingJournals;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.store.OriginStore;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.DynamicCompositeAgent;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origin of one process: the store, the {@code house} thread that keeps it, and the HTTP server in front of it.
 *
 * <ol>
 *   <li>{@link #open} makes the store, so that the modules above can be composed on it and register their pages.
 *   <li>{@link #serve} binds the HTTP server.
 *   <li>{@link #close} undoes both.
 * </ol>
 *
 * <p>Composed and closed by one thread.
 */
public final class Origin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Origin.class);
  private static final String HOUSE = "house";
  private static final long HOUSE_IDLE_MS = 10;
  private static final int HOUSE_CLOSE_TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(3);

  private final OriginContext context;
  private final OriginStore store;
  private final LivePlaylists livePlaylists = new LivePlaylists();
  private final Recordings recordings;
  private final Optional<RecordingJournals> journals;
  private final DynamicCompositeAgent chores;
  private final AgentRunner house;
  private StorageApi storage;
  private HttpServer http;

  private Origin(OriginContext context) {
    this.context = context;
    store = new OriginStore(context.store());
    StoreMetrics.register(context.metrics(), store);
    recordings = new Recordings(
        store.live(), context.store().epochClock(), context.store().nanoClock());
    recordings.registerOn(context.metrics());
    journals = context.journal().map(spec -> RecordingJournals.launch(spec, recordings));
    journals.ifPresent(launched -> launched.registerOn(context.metrics()));
    chores = new DynamicCompositeAgent(HOUSE, new Housekeeper(store));
    house = new AgentRunner(
        new SleepingMillisIdleStrategy(HOUSE_IDLE_MS),
        failure -> LOG.error("{} thread", HOUSE, failure),
        /* errorCounter= */ null,
        chores);
    AgentRunner.startOnThread(house, Origin::houseThread);
  }

  /**
   * Opens the store and starts to keep it.
   *
   * @param context concluded here, if it is not yet
   */
  public static Origin open(OriginContext context) {
    return new Origin(context.conclude());
  }

  /** Opens the store and serves it, for whoever has no page to register. */
  public static Origin launch(OriginContext context) {
    return open(context).serve();
  }

  /**
   * Binds the HTTP server. The context's pages are those that were registered until now.
   *
   * @throws java.io.UncheckedIOException if the address cannot be bound; the origin is to be closed nevertheless
   */
  public Origin serve() {
    HttpContext settings = context.http().metrics(context.metrics());
    storage = StorageApi.register(
        context
            .storage()
            .store(store)
            .livePlaylists(livePlaylists)
            .recordings(recordings)
            .metrics(context.metrics()),
        settings);
    ControlApi.register(context.storage(), settings);
    keep(storage);
    keep(recordings);
    http = HttpServer.launch(settings);
    settings.certificates().ifPresent(this::keep);
    return this;
  }

  /** Lets the house thread do an agent's work as well, some 100 times a second, until the origin is closed. */
  public void keep(Agent agent) {
    // The house thread may not have begun yet; until it has, nothing can be added.
    while (chores.status() == DynamicCompositeAgent.Status.INIT || !chores.tryAdd(agent)) {
      Thread.yield();
    }
  }

  /** Returns the store. */
  public OriginStore store() {
    return store;
  }

  /** Returns the playlists of the live channels that readers may wait for, for whoever renders them. */
  public LivePlaylists livePlaylists() {
    return livePlaylists;
  }

  /** Returns what the live channels have recorded, for whoever packages them. */
  public Recordings recordings() {
    return recordings;
  }

  /** Returns the registry of the process. */
  public Metrics metrics() {
    return context.metrics();
  }

  /**
   * Returns the address that HTTP is served on, with the port that the system chose.
   *
   * @throws IllegalStateException before {@link #serve}
   */
  public InetSocketAddress httpAddress() {
    if (http == null) {
      throw new IllegalStateException("serve() was not called");
    }
    return http.address();
  }

  /** Returns the address that HTTPS is served on, with the port that the system chose, if there is a certificate. */
  public Optional<InetSocketAddress> httpsAddress() {
    return http == null ? Optional.empty() : http.tlsAddress();
  }

  /** Ends the server, the storage API, the house thread, the journals, and then the store; has no effect the second time. */
  @Override
  public void close() {
    if (http != null) {
      http.close();
    }
    if (storage != null) {
      storage.close();
    }
    house.close(HOUSE_CLOSE_TIMEOUT_MS, thread -> LOG.warn("{} does not end", thread.getName()));
    recordings.preserveLast();
    journals.ifPresent(RecordingJournals::close);
    store.close();
  }

  private static Thread houseThread(Runnable runner) {
    Thread thread = new Thread(runner, HOUSE);
    thread.setDaemon(true);
    return thread;
  }

  /** What the house thread does. */
  private record Housekeeper(OriginStore store) implements Agent {
    @Override
    public int doWork() {
      return store.doWork();
    }

    @Override
    public String roleName() {
      return HOUSE;
    }
  }
}
