package dev.sluice.ingest.channel;

/** A publisher's connection, as a channel sees it. */
public interface Publisher {
  /** Returns the peer's address for logs, e.g. {@code 192.0.2.7:51034}. */
  String remote();

  /** Returns the protocol for logs and metrics, e.g. {@code rtmp}. */
  String protocol();

  /** Closes the connection because another one took over, nothing of use came, or the server stops. Any thread; returns at once. */
  void disconnect(String reason);
}
