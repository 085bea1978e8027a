package dev.sluice.ingest.rtmp;

import io.netty.buffer.ByteBuf;

/** Receives whole messages, in the order in which their last bytes came, and word of those that are under way. */
interface MessageSink {
  /** Bytes of a message of which {@link #onMessageBegun} tells: the header of a video tag. */
  int BEGINNING_LENGTH = 8;

  /**
   * Looks at the first bytes of a message whose rest is still to come. Not called for messages that come at once.
   *
   * @param timestampMs the 32 bits of the wire
   * @param beginning at least {@link #BEGINNING_LENGTH} bytes; stays with the caller, unchanged
   */
  default void onMessageBegun(int type, int timestampMs, ByteBuf beginning) {}

  /**
   * Takes one message.
   *
   * @param type one of {@link MessageType}, or any other value of a byte
   * @param timestampMs the 32 bits of the wire
   * @param payload belongs to the sink; empty for a message without bytes
   */
  void onMessage(int type, int streamId, int timestampMs, ByteBuf payload);
}
