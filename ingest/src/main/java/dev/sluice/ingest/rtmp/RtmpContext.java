package dev.sluice.ingest.rtmp;

import dev.sluice.origin.Checks;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the RTMP listener. Setters until {@link #conclude()}, which validates; accessors after it, any thread.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>default</th><th>range</th></tr>
 * <tr><td>rtmp.handshake_timeout</td><td>10 s</td><td>100 ms to 1 h</td></tr>
 * <tr><td>rtmp.publish_timeout</td><td>15 s, from handshake to publish</td><td>100 ms to 1 h</td></tr>
 * <tr><td>rtmp.idle_timeout</td><td>10 s without a byte from a publisher</td><td>100 ms to 1 h</td></tr>
 * <tr><td>rtmp.max_connections</td><td>{@value #MAX_CONNECTIONS_DEFAULT}</td><td>1 to 1,000,000</td></tr>
 * <tr><td>rtmp.max_connections_per_ip</td><td>{@value #MAX_CONNECTIONS_PER_IP_DEFAULT}</td><td>1 to 1,000,000</td></tr>
 * <tr><td>rtmp.chunk_size</td><td>{@value #CHUNK_SIZE_DEFAULT} bytes</td><td>2 KiB to 16,777,215</td></tr>
 * <tr><td>rtmp.ack_window</td><td>{@value #ACK_WINDOW_DEFAULT} bytes</td><td>1,024 to 2^31 - 1</td></tr>
 * <tr><td>rtmp.max_message_size</td><td>8 MiB</td><td>64 KiB to 16,777,215</td></tr>
 * <tr><td>rtmp.max_partial_size</td><td>16 MiB of unfinished messages a connection</td><td>64 KiB to 1 GiB</td></tr>
 * <tr><td>rtmp.max_chunk_streams</td><td>{@value #MAX_CHUNK_STREAMS_DEFAULT}</td><td>8 to 65,600</td></tr>
 * <tr><td>rtmp.min_chunk_size</td><td>{@value #MIN_CHUNK_SIZE_DEFAULT} byte</td><td>1 to 128</td></tr>
 * <tr><td>rtmp.max_amf_size</td><td>64 KiB</td><td>1 KiB to 1 MiB</td></tr>
 * <tr><td>rtmp.max_amf_depth</td><td>{@value #MAX_AMF_DEPTH_DEFAULT}</td><td>4 to 64</td></tr>
 * <tr><td>rtmp.max_commands</td><td>{@value #MAX_COMMANDS_DEFAULT} before publish</td><td>8 to 1,000,000</td></tr>
 * <tr><td>rtmp.max_key_length</td><td>{@value #MAX_KEY_LENGTH_DEFAULT} bytes</td><td>16 to 4,096</td></tr>
 * <tr><td>rtmp.max_refusals_per_minute</td><td>{@value #MAX_REFUSALS_PER_MINUTE_DEFAULT} of one address</td>
 *     <td>1 to 1,000,000</td></tr>
 * </table>
 */
public final class RtmpContext {
  /** TCP port of rtmp:// (RTMP 1.0 §4). */
  public static final int PORT_DEFAULT = 1935;

  static final int MAX_CONNECTIONS_DEFAULT = 2_000;
  static final int MAX_CONNECTIONS_PER_IP_DEFAULT = 200;
  static final int CHUNK_SIZE_DEFAULT = 65_536;
  static final int ACK_WINDOW_DEFAULT = 2_500_000;
  static final int MAX_CHUNK_STREAMS_DEFAULT = 64;
  static final int MIN_CHUNK_SIZE_DEFAULT = 1;
  static final int MAX_AMF_DEPTH_DEFAULT = 16;
  static final int MAX_COMMANDS_DEFAULT = 128;
  static final int MAX_KEY_LENGTH_DEFAULT = 2_048;
  static final int MAX_REFUSALS_PER_MINUTE_DEFAULT = 60;

  private static final int KIB = 1_024;
  private static final int MIB = KIB * KIB;
  private static final int LARGEST_MESSAGE_LENGTH = 0xFFFFFF;
  private static final int LARGEST_COUNT = 1_000_000;
  private static final long SHORTEST_TIMEOUT_NS = Duration.ofMillis(100).toNanos();
  private static final long LONGEST_TIMEOUT_NS = Duration.ofHours(1).toNanos();

  private InetSocketAddress listen = new InetSocketAddress(PORT_DEFAULT);
  private EventLoopGroup eventLoops;
  private Class<? extends ServerChannel> serverChannel;
  private PublishDoor publishDoor;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private RtmpCounters counters = new RtmpCounters();
  private long handshakeTimeoutNs = Duration.ofSeconds(10).toNanos();
  private long publishTimeoutNs = Duration.ofSeconds(15).toNanos();
  private long idleTimeoutNs = Duration.ofSeconds(10).toNanos();
  private int maxConnections = MAX_CONNECTIONS_DEFAULT;
  private int maxConnectionsPerIp = MAX_CONNECTIONS_PER_IP_DEFAULT;
  private int chunkSize = CHUNK_SIZE_DEFAULT;
  private int ackWindow = ACK_WINDOW_DEFAULT;
  private int maxMessageLength = 8 * MIB;
  private int maxPartialLength = 16 * MIB;
  private int maxChunkStreams = MAX_CHUNK_STREAMS_DEFAULT;
  private int minChunkSize = MIN_CHUNK_SIZE_DEFAULT;
  private int maxAmfLength = 64 * KIB;
  private int maxAmfDepth = MAX_AMF_DEPTH_DEFAULT;
  private int maxCommands = MAX_COMMANDS_DEFAULT;
  private int maxKeyLength = MAX_KEY_LENGTH_DEFAULT;
  private int maxRefusalsPerMinute = MAX_REFUSALS_PER_MINUTE_DEFAULT;

  /** Validates every setting; {@link RtmpListener#launch} calls it. */
  public RtmpContext conclude() {
    Objects.requireNonNull(eventLoops, "eventLoops");
    Objects.requireNonNull(serverChannel, "serverChannel");
    Objects.requireNonNull(publishDoor, "publishDoor");
    checkTimeout(handshakeTimeoutNs, "rtmp.handshake_timeout");
    checkTimeout(publishTimeoutNs, "rtmp.publish_timeout");
    checkTimeout(idleTimeoutNs, "rtmp.idle_timeout");
    Checks.range(maxConnections, 1, LARGEST_COUNT, "rtmp.max_connections");
    Checks.range(maxConnectionsPerIp, 1, LARGEST_COUNT, "rtmp.max_connections_per_ip");
    Checks.range(chunkSize, 2 * KIB, LARGEST_MESSAGE_LENGTH, "rtmp.chunk_size");
    Checks.range(ackWindow, KIB, Integer.MAX_VALUE, "rtmp.ack_window");
    Checks.range(maxMessageLength, 64 * KIB, LARGEST_MESSAGE_LENGTH, "rtmp.max_message_size");
    Checks.range(maxPartialLength, 64 * KIB, KIB * MIB, "rtmp.max_partial_size");
    Checks.range(maxChunkStreams, 8, 65_600, "rtmp.max_chunk_streams");
    Checks.range(minChunkSize, 1, 128, "rtmp.min_chunk_size");
    Checks.range(maxAmfLength, KIB, MIB, "rtmp.max_amf_size");
    Checks.range(maxAmfDepth, 4, 64, "rtmp.max_amf_depth");
    Checks.range(maxCommands, 8, LARGEST_COUNT, "rtmp.max_commands");
    Checks.range(maxKeyLength, 16, 4 * KIB, "rtmp.max_key_length");
    Checks.range(maxRefusalsPerMinute, 1, LARGEST_COUNT, "rtmp.max_refusals_per_minute");
    return this;
  }

  /** Sets {@code rtmp.listen}; port 0 picks a free one. */
  public RtmpContext listen(InetSocketAddress listen) {
    this.listen = listen;
    return this;
  }

  InetSocketAddress listen() {
    return listen;
  }

  /** Sets the loops that carry the connections, and the listening socket of their transport. */
  public RtmpContext eventLoops(EventLoopGroup group, Class<? extends ServerChannel> channel) {
    this.eventLoops = group;
    this.serverChannel = channel;
    return this;
  }

  EventLoopGroup eventLoops() {
    return eventLoops;
  }

  Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  /** Sets where requests to publish go. */
  public RtmpContext publishDoor(PublishDoor publishDoor) {
    this.publishDoor = publishDoor;
    return this;
  }

  PublishDoor publishDoor() {
    return publishDoor;
  }

  /** Sets the monotonic clock of the deadlines and of the refusal rate. */
  public RtmpContext nanoClock(NanoClock nanoClock) {
    this.nanoClock = nanoClock;
    return this;
  }

  NanoClock nanoClock() {
    return nanoClock;
  }

  /** Sets the counters to count in. */
  public RtmpContext counters(RtmpCounters counters) {
    this.counters = counters;
    return this;
  }

  RtmpCounters counters() {
    return counters;
  }

  /** Sets {@code rtmp.handshake_timeout}: from accept to the end of C2. */
  public RtmpContext handshakeTimeout(Duration handshakeTimeout) {
    this.handshakeTimeoutNs = handshakeTimeout.toNanos();
    return this;
  }

  long handshakeTimeoutNs() {
    return handshakeTimeoutNs;
  }

  /** Sets {@code rtmp.publish_timeout}: from the handshake, or the end of a publication, to the next. */
  public RtmpContext publishTimeout(Duration publishTimeout) {
    this.publishTimeoutNs = publishTimeout.toNanos();
    return this;
  }

  long publishTimeoutNs() {
    return publishTimeoutNs;
  }

  /** Sets {@code rtmp.idle_timeout}: how long a publisher may send nothing. */
  public RtmpContext idleTimeout(Duration idleTimeout) {
    this.idleTimeoutNs = idleTimeout.toNanos();
    return this;
  }

  long idleTimeoutNs() {
    return idleTimeoutNs;
  }

  /** Sets {@code rtmp.max_connections}. */
  public RtmpContext maxConnections(int maxConnections) {
    this.maxConnections = maxConnections;
    return this;
  }

  int maxConnections() {
    return maxConnections;
  }

  /** Sets {@code rtmp.max_connections_per_ip}. */
  public RtmpContext maxConnectionsPerIp(int maxConnectionsPerIp) {
    this.maxConnectionsPerIp = maxConnectionsPerIp;
    return this;
  }

  int maxConnectionsPerIp() {
    return maxConnectionsPerIp;
  }

  /** Sets {@code rtmp.chunk_size}, in bytes: what this side announces; FFmpeg adopts it for its own. */
  public RtmpContext chunkSize(int chunkSize) {
    this.chunkSize = chunkSize;
    return this;
  }

  int chunkSize() {
    return chunkSize;
  }

  /** Sets {@code rtmp.ack_window}, in bytes. */
  public RtmpContext ackWindow(int ackWindow) {
    this.ackWindow = ackWindow;
    return this;
  }

  int ackWindow() {
    return ackWindow;
  }

  /** Sets {@code rtmp.max_message_size}, in bytes. */
  public RtmpContext maxMessageLength(int maxMessageLength) {
    this.maxMessageLength = maxMessageLength;
    return this;
  }

  int maxMessageLength() {
    return maxMessageLength;
  }

  /** Sets {@code rtmp.max_partial_size}: bytes of unfinished messages a connection. */
  public RtmpContext maxPartialLength(int maxPartialLength) {
    this.maxPartialLength = maxPartialLength;
    return this;
  }

  int maxPartialLength() {
    return maxPartialLength;
  }

  /** Sets {@code rtmp.max_chunk_streams} a connection. */
  public RtmpContext maxChunkStreams(int maxChunkStreams) {
    this.maxChunkStreams = maxChunkStreams;
    return this;
  }

  int maxChunkStreams() {
    return maxChunkStreams;
  }

  /** Sets {@code rtmp.min_chunk_size}, in bytes: a peer that announces less is closed. */
  public RtmpContext minChunkSize(int minChunkSize) {
    this.minChunkSize = minChunkSize;
    return this;
  }

  int minChunkSize() {
    return minChunkSize;
  }

  /** Sets {@code rtmp.max_amf_size}: bytes of a command, and of any message before publish. */
  public RtmpContext maxAmfLength(int maxAmfLength) {
    this.maxAmfLength = maxAmfLength;
    return this;
  }

  int maxAmfLength() {
    return maxAmfLength;
  }

  /** Sets {@code rtmp.max_amf_depth}: objects within objects. */
  public RtmpContext maxAmfDepth(int maxAmfDepth) {
    this.maxAmfDepth = maxAmfDepth;
    return this;
  }

  int maxAmfDepth() {
    return maxAmfDepth;
  }

  /** Sets {@code rtmp.max_commands}: commands of a connection before its next publication. */
  public RtmpContext maxCommands(int maxCommands) {
    this.maxCommands = maxCommands;
    return this;
  }

  int maxCommands() {
    return maxCommands;
  }

  /** Sets {@code rtmp.max_key_length}: characters of a stream key, app or tcUrl. */
  public RtmpContext maxKeyLength(int maxKeyLength) {
    this.maxKeyLength = maxKeyLength;
    return this;
  }

  int maxKeyLength() {
    return maxKeyLength;
  }

  /** Sets {@code rtmp.max_refusals_per_minute}: refused publishes of one address, before its connections are closed at once. */
  public RtmpContext maxRefusalsPerMinute(int maxRefusalsPerMinute) {
    this.maxRefusalsPerMinute = maxRefusalsPerMinute;
    return this;
  }

  int maxRefusalsPerMinute() {
    return maxRefusalsPerMinute;
  }

  private static void checkTimeout(long ns, String key) {
    if (ns < SHORTEST_TIMEOUT_NS || ns > LONGEST_TIMEOUT_NS) {
      throw new IllegalArgumentException(
          key + ": " + Duration.ofNanos(ns) + " (expected: 100 ms to 1 h)");
    }
  }
}
