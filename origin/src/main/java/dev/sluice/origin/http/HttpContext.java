package dev.sluice.origin.http;

import dev.sluice.origin.Checks;
import dev.sluice.origin.http.h2.Http2Context;
import dev.sluice.origin.http.log.AccessLogContext;
import dev.sluice.origin.metrics.Metrics;
import dev.sluice.origin.tls.CertificateStore;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the HTTP server, and the pages that the modules above register.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>threads</td><td>event loops</td><td>0: one a core</td><td>0 to 1024</td></tr>
 * <tr><td>maxConnections</td><td>connections</td><td>{@value #MAX_CONNECTIONS_DEFAULT}</td><td>from 1</td></tr>
 * <tr><td>maxConnectionsPerIp</td><td>connections, requests that wait</td><td>{@value #MAX_CONNECTIONS_PER_IP_DEFAULT}</td><td>from 1</td></tr>
 * <tr><td>headerTimeoutNs</td><td>ns</td><td>10 s</td><td>1 ms to 1 h</td></tr>
 * <tr><td>bodyTimeoutNs</td><td>ns</td><td>20 s</td><td>1 ms to 1 h</td></tr>
 * <tr><td>idleTimeoutNs</td><td>ns</td><td>75 s</td><td>1 ms to 1 h</td></tr>
 * <tr><td>writeTimeoutNs</td><td>ns</td><td>20 s</td><td>1 ms to 1 h</td></tr>
 * <tr><td>rangeTimeoutNs</td><td>ns</td><td>10 s</td><td>1 ms to 1 h</td></tr>
 * <tr><td>maxParkedRequests</td><td>requests</td><td>{@value #MAX_PARKED_REQUESTS_DEFAULT}</td><td>from 0</td></tr>
 * <tr><td>maxHeaderSize</td><td>bytes</td><td>{@value #MAX_HEADER_SIZE_DEFAULT}</td><td>256 to 1 MiB</td></tr>
 * </table>
 */
public final class HttpContext {
  /** Default of {@link #maxConnections()}. */
  public static final int MAX_CONNECTIONS_DEFAULT = 20_000;
  /** Default of {@link #maxConnectionsPerIp()}. */
  public static final int MAX_CONNECTIONS_PER_IP_DEFAULT = 2_000;
  /** Default of {@link #maxParkedRequests()}. */
  public static final int MAX_PARKED_REQUESTS_DEFAULT = 20_000;
  /** Default of {@link #maxHeaderSize()}. */
  public static final int MAX_HEADER_SIZE_DEFAULT = 16 * 1024;

  private static final long TIMEOUT_MIN_NS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long TIMEOUT_MAX_NS = TimeUnit.HOURS.toNanos(1);
  private static final int THREADS_MAX = 1024;
  private static final int HEADER_SIZE_MIN = 256;
  private static final int HEADER_SIZE_MAX = 1 << 20;

  private final Map<String, PageRoute> pages = new TreeMap<>();
  private final Map<String, PageRoute> prefixes = new TreeMap<>();
  private final Map<String, RequestHandler> handlers = new TreeMap<>();
  private Metrics metrics = new Metrics();
  private InetSocketAddress listenAddress = new InetSocketAddress(8080);
  private InetSocketAddress tlsListenAddress = new InetSocketAddress(8443);
  private Optional<CertificateStore> certificates = Optional.empty();
  private Http2Context http2 = new Http2Context();
  private Optional<AccessLogContext> accessLog = Optional.empty();
  private boolean isServerTiming;
  private int threads;
  private int maxConnections = MAX_CONNECTIONS_DEFAULT;
  private int maxConnectionsPerIp = MAX_CONNECTIONS_PER_IP_DEFAULT;
  private long headerTimeoutNs = TimeUnit.SECONDS.toNanos(10);
  private long bodyTimeoutNs = TimeUnit.SECONDS.toNanos(20);
  private long idleTimeoutNs = TimeUnit.SECONDS.toNanos(75);
  private long writeTimeoutNs = TimeUnit.SECONDS.toNanos(20);
  private long rangeTimeoutNs = TimeUnit.SECONDS.toNanos(10);
  private int maxParkedRequests = MAX_PARKED_REQUESTS_DEFAULT;
  private int maxHeaderSize = MAX_HEADER_SIZE_DEFAULT;
  private String corsOrigin = "*";
  private Access metricsAccess = Access.OPEN;
  private BooleanSupplier readiness = () -> true;
  private EpochClock epochClock = SystemEpochClock.INSTANCE;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private boolean isConcluded;

  /** Registers the answer to one exact path, for everybody. */
  public HttpContext page(String path, PageHandler handler) {
    return page(path, Access.OPEN, handler);
  }

  /** Registers the answer to one exact path; {@code /healthz}, {@code /readyz} and {@code /metrics} are the server's. */
  public HttpContext page(String path, Access access, PageHandler handler) {
    return register(pages, path, access, handler);
  }

  /** Registers the answer to every path that begins so, for everybody; the longest registered prefix answers. */
  public HttpContext prefix(String prefix, PageHandler handler) {
    return prefix(prefix, Access.OPEN, handler);
  }

  /** Registers the answer to every path that begins so; the longest registered prefix answers. */
  public HttpContext prefix(String prefix, Access access, PageHandler handler) {
    return register(prefixes, prefix, access, handler);
  }

  /**
   * Registers who answers all methods of a path and of everything below it; handlers come before pages, and the longest
   * registered path answers.
   *
   * @param path without a slash at its end
   * @throws IllegalArgumentException if it has one, begins without one, or is registered already
   */
  public HttpContext handler(String path, RequestHandler handler) {
    Checks.notConcluded(isConcluded);
    if (!path.startsWith("/") || path.endsWith("/")) {
      throw new IllegalArgumentException("path: " + path + " (expected: /…, no slash at the end)");
    }
    if (handlers.putIfAbsent(path, Objects.requireNonNull(handler, "handler")) != null) {
      throw new IllegalArgumentException("path: " + path + " (expected: not registered yet)");
    }
    return this;
  }

  /** Sets the registry that {@code /metrics} shows and that the server's own counters go to. */
  public HttpContext metrics(Metrics value) {
    Checks.notConcluded(isConcluded);
    metrics = value;
    return this;
  }

  /** Returns the registry that {@code /metrics} shows. */
  public Metrics metrics() {
    return metrics;
  }

  /** Sets the address to listen on; port 0 lets the system choose. */
  public HttpContext listenAddress(InetSocketAddress value) {
    Checks.notConcluded(isConcluded);
    listenAddress = value;
    return this;
  }

  /** Returns the address to listen on. */
  public InetSocketAddress listenAddress() {
    return listenAddress;
  }

  /** Sets the address to listen on for TLS; without certificates nobody listens there. */
  public HttpContext tlsListenAddress(InetSocketAddress value) {
    Checks.notConcluded(isConcluded);
    tlsListenAddress = value;
    return this;
  }

  /** Returns the address to listen on for TLS. */
  public InetSocketAddress tlsListenAddress() {
    return tlsListenAddress;
  }

  /** Sets the certificate of the TLS listener; without one there is none. Its owner closes it after the server. */
  public HttpContext certificates(CertificateStore value) {
    Checks.notConcluded(isConcluded);
    certificates = Optional.of(value);
    return this;
  }

  /** Returns the certificate of the TLS listener, if there is one. */
  public Optional<CertificateStore> certificates() {
    return certificates;
  }

  /** Sets the limits of HTTP/2 connections. */
  public HttpContext http2(Http2Context value) {
    Checks.notConcluded(isConcluded);
    http2 = value;
    return this;
  }

  /** Returns the limits of HTTP/2 connections. */
  public Http2Context http2() {
    return http2;
  }

  /** Sets how exchanges are logged; without it they are not. */
  public HttpContext accessLog(AccessLogContext value) {
    Checks.notConcluded(isConcluded);
    accessLog = Optional.of(value);
    return this;
  }

  /** Returns how exchanges are logged, if they are. */
  public Optional<AccessLogContext> accessLog() {
    return accessLog;
  }

  /** Sets whether answers say how long the server took ({@code Server-Timing}); off by default. */
  public HttpContext serverTiming(boolean value) {
    Checks.notConcluded(isConcluded);
    isServerTiming = value;
    return this;
  }

  /** Returns whether answers say how long the server took. */
  public boolean isServerTiming() {
    return isServerTiming;
  }

  /** Sets the number of event loops; 0 is one a core. */
  public HttpContext threads(int value) {
    Checks.notConcluded(isConcluded);
    threads = value;
    return this;
  }

  /** Returns the number of event loops, at least 1. */
  public int threads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** Sets how many connections may be open; more are closed at once. */
  public HttpContext maxConnections(int value) {
    Checks.notConcluded(isConcluded);
    maxConnections = value;
    return this;
  }

  /** Returns how many connections may be open. */
  public int maxConnections() {
    return maxConnections;
  }

  /**
   * Sets how many connections one IPv4 address or IPv6 network of 64 bits may have open; more are closed at once. As many of
   * its requests may wait for what is to come, whatever number of them a connection can carry; more are answered 503.
   */
  public HttpContext maxConnectionsPerIp(int value) {
    Checks.notConcluded(isConcluded);
    maxConnectionsPerIp = value;
    return this;
  }

  /** Returns how many connections one IPv4 address or IPv6 network of 64 bits may have open. */
  public int maxConnectionsPerIp() {
    return maxConnectionsPerIp;
  }

  /** Sets within what time a request must be in once its first byte is, and the first one of a connection at all. */
  public HttpContext headerTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    headerTimeoutNs = value;
    return this;
  }

  /** Returns within what time a request must be in. */
  public long headerTimeoutNs() {
    return headerTimeoutNs;
  }

  /** Sets how long the next bytes of a body may take. */
  public HttpContext bodyTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    bodyTimeoutNs = value;
    return this;
  }

  /** Returns how long the next bytes of a body may take. */
  public long bodyTimeoutNs() {
    return bodyTimeoutNs;
  }

  /** Sets how long a connection stays open without a request. */
  public HttpContext idleTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    idleTimeoutNs = value;
    return this;
  }

  /** Returns how long a connection stays open without a request. */
  public long idleTimeoutNs() {
    return idleTimeoutNs;
  }

  /**
   * Sets how long a reader may take nothing of what waits for it before it is cut off; what it takes gives it more time, at
   * 4 KiB a second.
   */
  public HttpContext writeTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    writeTimeoutNs = value;
    return this;
  }

  /** Returns how long a reader may take nothing of what waits for it. */
  public long writeTimeoutNs() {
    return writeTimeoutNs;
  }

  /** Sets how long a range of an object that still grows is waited for before the answer is 503. */
  public HttpContext rangeTimeoutNs(long value) {
    Checks.notConcluded(isConcluded);
    rangeTimeoutNs = value;
    return this;
  }

  /** Returns how long a range of an object that still grows is waited for. */
  public long rangeTimeoutNs() {
    return rangeTimeoutNs;
  }

  /** Sets how many requests may wait for what is to come; more are answered 503. */
  public HttpContext maxParkedRequests(int value) {
    Checks.notConcluded(isConcluded);
    maxParkedRequests = value;
    return this;
  }

  /** Returns how many requests may wait for what is to come. */
  public int maxParkedRequests() {
    return maxParkedRequests;
  }

  /** Sets the most bytes that the header fields of a request may have; more are answered 431. */
  public HttpContext maxHeaderSize(int bytes) {
    Checks.notConcluded(isConcluded);
    maxHeaderSize = bytes;
    return this;
  }

  /** Returns the most bytes that the header fields of a request may have. */
  public int maxHeaderSize() {
    return maxHeaderSize;
  }

  /** Sets the value of Access-Control-Allow-Origin. */
  public HttpContext corsOrigin(String value) {
    Checks.notConcluded(isConcluded);
    corsOrigin = value;
    return this;
  }

  /** Returns the value of Access-Control-Allow-Origin. */
  public String corsOrigin() {
    return corsOrigin;
  }

  /** Sets from where {@code /metrics} may be asked for. */
  public HttpContext metricsAccess(Access value) {
    Checks.notConcluded(isConcluded);
    metricsAccess = value;
    return this;
  }

  /** Returns from where {@code /metrics} may be asked for. */
  public Access metricsAccess() {
    return metricsAccess;
  }

  /** Sets what {@code /readyz} asks, on http threads; it must not block. */
  public HttpContext readiness(BooleanSupplier value) {
    Checks.notConcluded(isConcluded);
    readiness = value;
    return this;
  }

  /** Returns what {@code /readyz} asks. */
  public BooleanSupplier readiness() {
    return readiness;
  }

  /** Sets the clock of the Date header. */
  public HttpContext epochClock(EpochClock value) {
    Checks.notConcluded(isConcluded);
    epochClock = value;
    return this;
  }

  /** Returns the clock of the Date header. */
  public EpochClock epochClock() {
    return epochClock;
  }

  /** Sets the clock of the deadlines. */
  public HttpContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = value;
    return this;
  }

  /** Returns the clock of the deadlines. */
  public NanoClock nanoClock() {
    return nanoClock;
  }

  /**
   * Checks the settings and freezes them.
   *
   * @throws IllegalArgumentException if one is out of its range
   * @throws NullPointerException if one is missing
   */
  public HttpContext conclude() {
    Objects.requireNonNull(metrics, "http.metrics");
    Objects.requireNonNull(listenAddress, "http.listen");
    Objects.requireNonNull(tlsListenAddress, "https.listen");
    Objects.requireNonNull(metricsAccess, "http.metrics_access");
    Objects.requireNonNull(readiness, "http.readiness");
    Checks.range(threads, 0, THREADS_MAX, "http.threads");
    Checks.range(maxConnections, 1, Integer.MAX_VALUE, "http.max_connections");
    Checks.range(maxConnectionsPerIp, 1, Integer.MAX_VALUE, "http.max_connections_per_ip");
    Checks.range(headerTimeoutNs, TIMEOUT_MIN_NS, TIMEOUT_MAX_NS, "http.header_timeout");
    Checks.range(bodyTimeoutNs, TIMEOUT_MIN_NS, TIMEOUT_MAX_NS, "http.body_timeout");
    Checks.range(idleTimeoutNs, TIMEOUT_MIN_NS, TIMEOUT_MAX_NS, "http.idle_timeout");
    Checks.range(writeTimeoutNs, TIMEOUT_MIN_NS, TIMEOUT_MAX_NS, "http.write_timeout");
    Checks.range(rangeTimeoutNs, TIMEOUT_MIN_NS, TIMEOUT_MAX_NS, "http.range_timeout");
    Checks.range(maxParkedRequests, 0, Integer.MAX_VALUE, "http.max_parked_requests");
    Checks.range(maxHeaderSize, HEADER_SIZE_MIN, HEADER_SIZE_MAX, "http.max_header_size");
    http2.conclude();
    accessLog.ifPresent(AccessLogContext::conclude);
    if (corsOrigin.isEmpty() || !corsOrigin.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "http.cors_origin: " + corsOrigin + " (expected: * or one origin)");
    }
    isConcluded = true;
    return this;
  }

  Map<String, PageRoute> pages() {
    return pages;
  }

  Map<String, RequestHandler> handlers() {
    return handlers;
  }

  Map<String, PageRoute> prefixes() {
    return prefixes;
  }

  private HttpContext register(
      Map<String, PageRoute> routes, String path, Access access, PageHandler handler) {
    Checks.notConcluded(isConcluded);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: " + path + " (expected: /…)");
    }
    if (access != Access.OFF && routes.putIfAbsent(path, new PageRoute(access, handler)) != null) {
      throw new IllegalArgumentException("path: " + path + " (expected: not registered yet)");
    }
    return this;
  }
}
