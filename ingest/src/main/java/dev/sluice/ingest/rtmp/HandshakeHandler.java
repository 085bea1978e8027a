package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The handshake (RTMP 1.0 §5.2), plain or with digests. Takes itself out of the pipeline when C2 is in, and says
 * {@link #COMPLETE} before the bytes that follow.
 *
 * <p>S0 is 3 whatever version below 32 the peer asks for; from 32 on it is text or TLS (§5.2.2). S0 to S2 go out in one
 * write when C1 is whole, and nothing else before C2. What C2 holds does not matter: peers echo S1 or not.
 */
final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  static final int PACKET_LENGTH = 1536;
  /** User event: the handshake is over. */
  static final Object COMPLETE = new Object();

  private static final byte VERSION = 3;
  private static final int FIRST_TEXT_BYTE = 32;
  private static final int VERSION_OFFSET = 4;
  /** Peers check our digests only if S1 names a server version of at least 3; any will do. */
  private static final byte[] SERVER_VERSION = {4, 5, 0, 1};

  private final byte[] packet = new byte[PACKET_LENGTH];
  private boolean hasVersion;
  private boolean hasAnswered;
  private int receivedLength;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    boolean passedOn = false;
    try {
      if (receive(ctx, in)) {
        ctx.fireUserEventTriggered(COMPLETE);
        passedOn = in.isReadable();
        if (passedOn) {
          ctx.fireChannelRead(in);
        }
        ctx.pipeline().remove(this);
      }
    } finally {
      if (!passedOn) {
        in.release();
      }
    }
  }

  /** Returns whether C2 is whole; throws if C0 is not RTMP. */
  private boolean receive(ChannelHandlerContext ctx, ByteBuf in) {
    if (!hasVersion && in.isReadable()) {
      int version = in.readUnsignedByte();
      if (version >= FIRST_TEXT_BYTE) {
        throw new RtmpProtocolException("not RTMP: first byte " + version + " (expected: 3)");
      }
      hasVersion = true;
    }
    if (!hasAnswered && receivePacket(in)) {
      answer(ctx);
    }
    return hasAnswered && receivePacket(in);
  }

  private boolean receivePacket(ByteBuf in) {
    int length = Math.min(PACKET_LENGTH - receivedLength, in.readableBytes());
    in.readBytes(packet, receivedLength, length);
    receivedLength += length;
    return receivedLength == PACKET_LENGTH;
  }

  private void answer(ChannelHandlerContext ctx) {
    byte[] s1 = new byte[PACKET_LENGTH];
    byte[] s2 = packet;
    ThreadLocalRandom.current().nextBytes(s1);
    Arrays.fill(s1, 0, 2 * Integer.BYTES, (byte) 0);
    int digestOffset =
        wantsDigest() ? DigestHandshake.clientDigestOffset(packet) : DigestHandshake.NO_DIGEST;
    if (digestOffset != DigestHandshake.NO_DIGEST) {
      System.arraycopy(SERVER_VERSION, 0, s1, VERSION_OFFSET, SERVER_VERSION.length);
      DigestHandshake.signServer(s1, digestOffset);
      s2 = new byte[PACKET_LENGTH];
      ThreadLocalRandom.current().nextBytes(s2);
      DigestHandshake.answerClient(s2, packet, digestOffset);
    }
    ByteBuf out = ctx.alloc().buffer(1 + 2 * PACKET_LENGTH);
    ctx.writeAndFlush(out.writeByte(VERSION).writeBytes(s1).writeBytes(s2), ctx.voidPromise());
    hasAnswered = true;
    receivedLength = 0;
  }

  /** A plain C1 has zeros where the others have their version (RTMP 1.0 §5.2.3). */
  private boolean wantsDigest() {
    for (int i = 0; i < Integer.BYTES; i++) {
      if (packet[VERSION_OFFSET + i] != 0) {
        return true;
      }
    }
    return false;
  }
}
