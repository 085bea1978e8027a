package dev.sluice.origin.auth.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an external issuer, as far as they are known. One thread, {@code jwks}, fetches them; every other reads
 * the last complete set.
 */
final class IssuerKeys implements AutoCloseable {
  /** Most keys of an issuer; more are not looked at. */
  static final int KEYS_MAX = 100;

  private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
  private static final String THREAD = "jwks";
  private static final int TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(3);
  private static final int RESPONSE_LENGTH_MAX = 256 * 1024;
  private static final long CACHE_MS = TimeUnit.MINUTES.toMillis(5);
  private static final long CACHE_WAIT_MS = TimeUnit.SECONDS.toMillis(15);
  private static final long FETCH_INTERVAL_MIN_MS = TimeUnit.SECONDS.toMillis(30);
  private static final long OUTAGE_MAX_MS = TimeUnit.HOURS.toMillis(4);
  private static final long LOOK_INTERVAL_NS = TimeUnit.SECONDS.toNanos(30);
  private static final long REQUEST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

  // Set at construction.
  private final ExternalIssuer issuer;
  private final NanoClock clock;
  private final JWKSource<SecurityContext> source;
  private final ThreadPoolExecutor fetcher;

  // Taken in turns by whoever asks: the next moment at which asking has an effect.
  private final AtomicLong nextRequestNs;

  // Written by the house thread.
  private long nextLookNs;

  // Written by the thread that fetches.
  private volatile Map<Name, Key> keys = Map.of();
  private volatile long generation;
  private volatile long failures;

  private IssuerKeys(ExternalIssuer issuer, NanoClock clock, JWKSource<SecurityContext> source) {
    this.issuer = issuer;
    this.clock = clock;
    this.source = source;
    nextRequestNs = new AtomicLong(clock.nanoTime());
    nextLookNs = clock.nanoTime();
    fetcher = new ThreadPoolExecutor(
        /* corePoolSize= */ 1,
        /* maximumPoolSize= */ 1,
        /* keepAliveTime= */ 0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(1),
        IssuerKeys::thread,
        // One that waits will fetch for all who asked meanwhile.
        new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Makes the thread; nothing is fetched until it is asked for. */
  static IssuerKeys launch(ExternalIssuer issuer, NanoClock clock) {
    try {
      return new IssuerKeys(
          issuer,
          clock,
          JWKSourceBuilder.create(
                  issuer.jwksUri().toURL(),
                  new DefaultResourceRetriever(TIMEOUT_MS, TIMEOUT_MS, RESPONSE_LENGTH_MAX))
              .cache(CACHE_MS, CACHE_WAIT_MS)
              .refreshAheadCache(false)
              .rateLimited(FETCH_INTERVAL_MIN_MS)
              .outageTolerant(OUTAGE_MAX_MS)
              .build());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(
          "tokens.jwks_url: " + issuer.jwksUri() + " (expected: a URL)", e);
    }
  }

  /** Returns the key of an id, if it is for this algorithm. Any thread. */
  Optional<JWSVerifier> find(String id, JWSAlgorithm algorithm) {
    return Optional.ofNullable(keys.get(new Name(id, algorithm))).map(Key::verifier);
  }

  /**
   * Returns a number that rises when a key is withdrawn or another takes its name: what was verified before such a moment may
   * not be valid any more. Read before a key is looked for. Any thread.
   */
  long generation() {
    return generation;
  }

  /** Has a key looked for that is not known, once a second at most. Any thread; does not block. */
  void request(String id) {
    long nowNs = clock.nanoTime();
    long nextNs = nextRequestNs.get();
    if (nowNs - nextNs >= 0 && nextRequestNs.compareAndSet(nextNs, nowNs + REQUEST_INTERVAL_NS)) {
      JWKSelector wanted = new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
      fetcher.execute(() -> fetch(wanted));
    }
  }

  /** Has the keys looked at twice a minute; they are fetched when they are old. */
  void keepFresh() {
    long nowNs = clock.nanoTime();
    if (nowNs - nextLookNs >= 0) {
      nextLookNs = nowNs + LOOK_INTERVAL_NS;
      fetcher.execute(() -> fetch(ALL));
    }
  }

  int count() {
    return keys.size();
  }

  long failures() {
    return failures;
  }

  @Override
  public void close() {
    fetcher.shutdownNow();
  }

  /** Looks for a key, which fetches if it is not there, then takes up all that there are. */
  @SuppressWarnings(
      "checkstyle:IllegalCatch") // The top of the thread: what an issuer sends must not end it.
  private void fetch(JWKSelector wanted) {
    try {
      source.get(wanted, null);
      take(usable(source.get(ALL, null)));
    } catch (RateLimitReachedException e) {
      LOG.debug("{}: keys were fetched a moment ago", issuer.jwksUri());
    } catch (KeySourceException e) {
      onFailure(e);
      // Longer than an outage is tolerated, or never had: what is not known to be valid is not.
      take(Map.of());
    } catch (RuntimeException e) {
      onFailure(e);
    }
  }

  private void take(Map<Name, Key> found) {
    boolean isAnyWithdrawn = keys.entrySet().stream()
        .anyMatch(known -> !known.getValue().isSame(found.get(known.getKey())));
    keys = found; // first: who reads the new generation verifies with these
    if (isAnyWithdrawn) {
      generation = generation + 1;
    }
  }

  private void onFailure(Exception fault) {
    failures = failures + 1;
    LOG.warn("{}: no keys of the token issuer: {}", issuer.jwksUri(), fault.getMessage());
  }

  private Map<Name, Key> usable(List<JWK> found) {
    Map<Name, Key> usable = new HashMap<>();
    found.stream().limit(KEYS_MAX).filter(key -> key.getKeyID() != null).forEach(key -> {
      for (String algorithm : issuer.algorithms()) {
        JWSAlgorithm own = JWSAlgorithm.parse(algorithm);
        IssuerKey.verifier(key, own)
            .ifPresent(
                verifier -> usable.put(new Name(key.getKeyID(), own), new Key(key, verifier)));
      }
    });
    return Map.copyOf(usable);
  }

  private static Thread thread(Runnable runner) {
    Thread thread = new Thread(runner, THREAD);
    thread.setDaemon(true);
    return thread;
  }

  private record Name(String id, JWSAlgorithm algorithm) {}

  private record Key(JWK source, JWSVerifier verifier) {
    boolean isSame(Key other) {
      return other != null && source.equals(other.source);
    }
  }
}
