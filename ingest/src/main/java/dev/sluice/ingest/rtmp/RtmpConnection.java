package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection after its handshake: bytes to messages, messages to the session, replies out, deadlines, and the one
 * log line of its end.
 *
 * <p>Replies are flushed once a read, and media causes none but an acknowledgement a window. A peer that does not read
 * them is closed as soon as they fill the channel's write buffer. Used by the event loop only, except {@link
 * #disconnect}, {@link #requestLeave} and {@link #awaitEnd}.
 */
final class RtmpConnection extends ChannelInboundHandlerAdapter implements RtmpPeer, MessageSink {
  private static final Logger LOG = LoggerFactory.getLogger(RtmpConnection.class);
  private static final int EVENT_PING_REQUEST = 6;
  private static final int FIRST_AMF3_FORMAT = 0;
  /** How long a refused peer has to read why. */
  private static final long REFUSAL_GRACE_MS = 500;

  private enum Phase {
    HANDSHAKE("no handshake"),
    COMMANDS("no publish"),
    PUBLISHING("no bytes from the publisher"),
    CLOSING("refused");

    private final String reason;

    Phase(String reason) {
      this.reason = reason;
    }
  }

  // Set at construction and when the channel is added.
  private final RtmpContext context;
  private final Admission admission;
  private final Consumer<RtmpConnection> onEnd;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Channel channel;
  private String remote;
  private ChunkDecoder decoder;
  private Replies replies;
  private CommandSession session;

  // Acknowledgements.
  private long receivedLength;
  private long acknowledgedLength;
  private int ackWindow;
  private boolean needsFlush;

  // Life.
  private Phase phase = Phase.HANDSHAKE;
  private long phaseTimeoutNs;
  private long lastActiveNs;
  private Future<?> deadline;
  private String closeReason = "closed by the peer";

  /**
   * Prepares a connection.
   *
   * @param onEnd called once, on the event loop, when the channel is closed and the publication has ended
   */
  RtmpConnection(RtmpContext context, Admission admission, Consumer<RtmpConnection> onEnd) {
    this.context = context;
    this.admission = admission;
    this.onEnd = onEnd;
    this.ackWindow = context.ackWindow();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    remote = describe(channel.remoteAddress());
    replies = new Replies(ctx.alloc());
    decoder = new ChunkDecoder(context, ctx.alloc(), this);
    session = new CommandSession(context, replies, this);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    enter(Phase.HANDSHAKE, context.handshakeTimeoutNs());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == HandshakeHandler.COMPLETE) {
      enter(Phase.COMMANDS, context.publishTimeoutNs());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      int length = in.readableBytes();
      receivedLength += length;
      context.counters().receivedLength.add(length);
      if (phase == Phase.PUBLISHING) {
        lastActiveNs = context.nanoClock().nanoTime();
      }
      decoder.decode(in);
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (receivedLength - acknowledgedLength >= ackWindow) {
      acknowledgedLength = receivedLength;
      reply(replies.acknowledgement(receivedLength));
    }
    if (needsFlush) {
      needsFlush = false;
      ctx.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!channel.isWritable()) {
      close("does not read what it is sent");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelDeadline();
    decoder.close();
    session.close(closeReason);
    if (phase == Phase.HANDSHAKE) {
      context.counters().failedHandshakes.increment();
    }
    LOG.info("rtmp {} closed: {}", remote, closeReason);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    onEnd.accept(this);
    ended.countDown();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof RtmpProtocolException) {
      if (phase != Phase.HANDSHAKE) {
        context.counters().protocolErrors.increment();
      }
      close(cause.getMessage());
    } else if (cause instanceof IOException) {
      close("connection lost: " + cause.getMessage());
    } else {
      LOG.error("rtmp {} fails", remote, cause);
      close("internal error");
    }
  }

  @Override
  public void onMessageBegun(int type, int timestampMs, ByteBuf beginning) {
    if (type == MessageType.VIDEO) {
      session.onVideoBegun(timestampMs, beginning);
    }
  }

  @Override
  public void onMessage(int type, int streamId, int timestampMs, ByteBuf payload) {
    context.counters().messages.increment();
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.AGGREGATE ->
        session.onMedia(type, timestampMs, payload);
      default -> {
        try {
          onOther(type, streamId, payload);
        } finally {
          payload.release();
        }
      }
    }
  }

  private void onOther(int type, int streamId, ByteBuf payload) {
    switch (type) {
      case MessageType.COMMAND_AMF0 -> session.onCommand(streamId, payload);
      case MessageType.COMMAND_AMF3 -> session.onCommand(streamId, skipAmf3Format(payload));
      case MessageType.DATA_AMF0 -> session.onData(payload);
      case MessageType.DATA_AMF3 -> session.onData(skipAmf3Format(payload));
      case MessageType.USER_CONTROL -> onUserControl(payload);
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
        if (payload.readableBytes() >= Integer.BYTES) {
          ackWindow = Math.max(1, payload.readInt());
        }
      }
      case MessageType.SET_PEER_BANDWIDTH -> {
        // The peer SHOULD be told a window that differs from the last one (RTMP 1.0 §5.4.5).
        if (payload.readableBytes() >= Integer.BYTES && payload.readInt() != context.ackWindow()) {
          reply(replies.windowAcknowledgementSize(context.ackWindow()));
        }
      }
      default -> {
        // Acknowledgements and unknown types say nothing that is needed.
      }
    }
  }

  /** Messages 15 and 17 begin with a format byte of 0, then they are AMF 0. */
  private static ByteBuf skipAmf3Format(ByteBuf payload) {
    boolean hasFormat =
        payload.isReadable() && payload.getByte(payload.readerIndex()) == FIRST_AMF3_FORMAT;
    return hasFormat ? payload.skipBytes(1) : payload;
  }

  private void onUserControl(ByteBuf payload) {
    if (payload.readableBytes() >= Short.BYTES + Integer.BYTES
        && payload.readUnsignedShort() == EVENT_PING_REQUEST) {
      reply(replies.pingResponse(payload.readInt()));
    }
  }

  @Override
  public void reply(ByteBuf message) {
    channel.write(message, channel.voidPromise());
    needsFlush = true;
  }

  @Override
  public void refuse(String reason) {
    closeReason = reason;
    decoder.close();
    session.close(reason);
    needsFlush = false;
    // Closing with bytes unread would reset the connection before the peer has read why.
    channel.flush();
    if (channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
      enter(Phase.CLOSING, TimeUnit.MILLISECONDS.toNanos(REFUSAL_GRACE_MS));
    } else {
      channel.close();
    }
  }

  @Override
  public void onPublishRefused() {
    if (channel.remoteAddress() instanceof InetSocketAddress address) {
      admission.onPublishRefused(address.getAddress());
    }
  }

  @Override
  public void onPublishing(boolean isPublishing) {
    if (isPublishing) {
      enter(Phase.PUBLISHING, context.idleTimeoutNs());
      flushOutsideRead();
    } else {
      enter(Phase.COMMANDS, context.publishTimeoutNs());
    }
  }

  /** The answer to publish may come when nothing is being read. */
  private void flushOutsideRead() {
    channel.eventLoop().execute(channel::flush);
  }

  @Override
  public void onPublishRequested() {
    decoder.allowMedia();
    cancelDeadline(); // the door has its own: it always answers
  }

  @Override
  public Executor loop() {
    return channel.eventLoop();
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public String protocol() {
    return "rtmp";
  }

  @Override
  public void disconnect(String reason) {
    channel.eventLoop().execute(() -> close(reason));
  }

  /** Asks a publisher to leave by itself, and closes the connection of one that cannot be asked. Any thread. */
  void requestLeave(String reason) {
    channel.eventLoop().execute(() -> {
      if (session.requestReconnect()) {
        channel.flush();
      } else {
        close(reason);
      }
    });
  }

  /** Waits for the end of the connection, at most the given time; returns whether it came. Any thread but an event loop. */
  boolean awaitEnd(long timeoutNs) throws InterruptedException {
    return ended.await(timeoutNs, TimeUnit.NANOSECONDS);
  }

  private void close(String reason) {
    if (channel.isOpen()) {
      if (phase != Phase.CLOSING) {
        closeReason = reason;
      }
      decoder.close();
      channel.close();
    }
  }

  private void enter(Phase next, long timeoutNs) {
    cancelDeadline();
    phase = next;
    phaseTimeoutNs = timeoutNs;
    lastActiveNs = context.nanoClock().nanoTime();
    scheduleDeadline(timeoutNs);
  }

  private void scheduleDeadline(long delayNs) {
    deadline = channel.eventLoop().schedule(this::onDeadline, delayNs, TimeUnit.NANOSECONDS);
  }

  private void onDeadline() {
    long restNs = phaseTimeoutNs - (context.nanoClock().nanoTime() - lastActiveNs);
    if (restNs > 0) {
      scheduleDeadline(restNs);
      return;
    }
    if (phase != Phase.CLOSING) {
      context.counters().timeouts.increment();
    }
    close(phase.reason + " for " + TimeUnit.NANOSECONDS.toMillis(phaseTimeoutNs) + " ms");
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static String describe(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }
}
