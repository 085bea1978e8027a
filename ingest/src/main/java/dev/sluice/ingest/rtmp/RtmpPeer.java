package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publisher;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/** What a command session does to its connection. Used by the connection's event loop only, except as a publisher. */
interface RtmpPeer extends Publisher {
  /** Sends a message, at the latest when this read ends; the message belongs to the connection. */
  void reply(ByteBuf message);

  /** Closes within a bounded time, after what was said has gone out. */
  void refuse(String reason);

  /** Counts a refused publish against the peer's address. */
  void onPublishRefused();

  /** A publication began or ended: other deadlines hold. */
  void onPublishing(boolean isPublishing);

  /** A request to publish is under way: messages may be as long as media needs, and who asks has done so in time. */
  void onPublishRequested();

  /** Returns the connection's event loop. */
  Executor loop();
}
