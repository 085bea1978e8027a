package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What the RTMP listener counts. Written by its event loops, read by any thread. */
public final class RtmpCounters {
  /** Why a connection is closed as soon as it is accepted. */
  public enum ConnectionRefusal {
    /** {@code rtmp.max_connections}. */
    TOTAL_LIMIT,
    /** {@code rtmp.max_connections_per_ip}. */
    ADDRESS_LIMIT,
    /** {@code rtmp.max_refusals_per_minute}. */
    REFUSAL_RATE
  }

  final LongAdder accepted = new LongAdder();
  final LongAdder closed = new LongAdder();
  final LongAdder receivedLength = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder protocolErrors = new LongAdder();
  final LongAdder failedHandshakes = new LongAdder();
  final LongAdder timeouts = new LongAdder();
  final LongAdder publications = new LongAdder();
  final LongAdder wraps = new LongAdder();
  final LongAdder droppedMessages = new LongAdder();
  private final Map<ConnectionRefusal, LongAdder> connectionRefusals =
      new EnumMap<>(ConnectionRefusal.class);
  private final Map<Refusal, LongAdder> publishRefusals = new EnumMap<>(Refusal.class);

  /** Starts all at 0. */
  public RtmpCounters() {
    for (ConnectionRefusal refusal : ConnectionRefusal.values()) {
      connectionRefusals.put(refusal, new LongAdder());
    }
    for (Refusal refusal : Refusal.values()) {
      publishRefusals.put(refusal, new LongAdder());
    }
  }

  void refused(ConnectionRefusal refusal) {
    connectionRefusals.get(refusal).increment();
  }

  void refused(Refusal refusal) {
    publishRefusals.get(refusal).increment();
  }

  /** Returns the connections that are open now. */
  public long openConnections() {
    return accepted.sum() - closed.sum();
  }

  /** Returns the connections that were let in. */
  public long acceptedConnections() {
    return accepted.sum();
  }

  /** Returns the connections that were closed as soon as they came. */
  public long refusedConnections(ConnectionRefusal refusal) {
    return connectionRefusals.get(refusal).sum();
  }

  /** Returns the bytes received. */
  public long receivedLength() {
    return receivedLength.sum();
  }

  /** Returns the messages received. */
  public long receivedMessages() {
    return messages.sum();
  }

  /** Returns the connections closed because of what they sent after the handshake. */
  public long protocolErrors() {
    return protocolErrors.sum();
  }

  /** Returns the connections that ended before their handshake did. */
  public long failedHandshakes() {
    return failedHandshakes.sum();
  }

  /** Returns the connections closed because a deadline passed. */
  public long timeouts() {
    return timeouts.sum();
  }

  /** Returns the publications that began. */
  public long publications() {
    return publications.sum();
  }

  /** Returns the requests to publish that were refused. */
  public long refusedPublishes(Refusal refusal) {
    return publishRefusals.get(refusal).sum();
  }

  /** Returns the timestamp wraps that were unwrapped. */
  public long timestampWraps() {
    return wraps.sum();
  }

  /** Returns the media messages without use: unknown codec, no sequence header yet, malformed, not publishing. */
  public long droppedMessages() {
    return droppedMessages.sum();
  }
}
