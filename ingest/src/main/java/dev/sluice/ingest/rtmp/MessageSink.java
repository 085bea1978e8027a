package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;

/** Receives whole messages, in the order in which their last bytes came. */
interface MessageSink {
  /**
   * Takes one message.
   *
   * @param type one of {@link MessageType}, or any other value of a byte
   * @param timestampMs the 32 bits of the wire
   * @param payload belongs to the sink; empty for a message without bytes
   */
  void onMessage(int type, int streamId, int timestampMs, ByteBuf payload);
}
