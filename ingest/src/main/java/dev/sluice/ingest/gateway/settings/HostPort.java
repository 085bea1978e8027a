package dev.sluice.ingest.gateway.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a listener listens, e.g. {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code :8080} for every address.
 *
 * @param host name or address without brackets, empty for every address
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
  private static final int PORT_MAX = 65535;

  /** Reads {@code HOST:PORT}; empty if the text is something else. */
  public static Optional<HostPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > PORT_MAX) {
      return Optional.empty();
    }
    return host(text.substring(0, colon)).map(host -> new HostPort(host, Integer.parseInt(port)));
  }

  private static Optional<String> host(String text) {
    if (text.startsWith("[") && text.endsWith("]") && text.indexOf(':') > 0) {
      return Optional.of(text.substring(1, text.length() - 1));
    }
    return text.matches("[A-Za-z0-9._-]*") ? Optional.of(text) : Optional.empty();
  }

  /** Returns the address to bind; a name is looked up here and stays unresolved if nobody knows it. */
  public InetSocketAddress socketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  /** Returns whether only programs on this machine can connect. */
  public boolean isLoopback() {
    InetAddress address = socketAddress().getAddress();
    return address != null && address.isLoopbackAddress();
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }
}
