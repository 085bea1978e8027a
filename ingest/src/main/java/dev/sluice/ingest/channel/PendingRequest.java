package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import java.util.concurrent.RejectedExecutionException;

/** A request whose answer is under way: delivers it on the request's loop, unless the connection is gone by then. */
final class PendingRequest implements AutoCloseable {
  private final PublishRequest request;
  private final PublishListener listener;

  // Written by the connection's thread, read by its loop and by who decides.
  private volatile boolean isWithdrawn;

  PendingRequest(PublishRequest request, PublishListener listener) {
    this.request = request;
    this.listener = listener;
  }

  PublishRequest request() {
    return request;
  }

  void accept(ChannelPublication publication) {
    try {
      request.loop().execute(() -> {
        if (isWithdrawn) {
          publication.close("connection gone before the answer");
        } else {
          listener.onAccepted(publication);
        }
      });
    } catch (RejectedExecutionException e) {
      publication.close("event loop has ended");
    }
  }

  void refuse(Refusal refusal, String detail) {
    try {
      request.loop().execute(() -> {
        if (!isWithdrawn) {
          listener.onRefused(refusal, detail);
        }
      });
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection that asked.
      isWithdrawn = true;
    }
  }

  @Override
  public void close() {
    isWithdrawn = true;
  }
}
