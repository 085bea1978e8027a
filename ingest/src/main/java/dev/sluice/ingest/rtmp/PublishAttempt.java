package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.ingest.channel.PublishListener;
import dev.sluice.ingest.channel.PublishRequest;

/**
 * One publish command from the request to the end of its publication. The answer may find the attempt closed already:
 * then a publication that was granted ends at once. Used by the connection's event loop only.
 */
final class PublishAttempt implements PublishListener {
  private static final AutoCloseable NOTHING_TO_WITHDRAW = () -> {};

  private final RtmpContext context;
  private final CommandSession session;
  private final RtmpPeer peer;
  private final int streamId;
  private final MediaFeed feed;
  private AutoCloseable request = NOTHING_TO_WITHDRAW;
  private boolean isAccepted;
  private boolean isClosed;

  PublishAttempt(RtmpContext context, CommandSession session, RtmpPeer peer, int streamId) {
    this.context = context;
    this.session = session;
    this.peer = peer;
    this.streamId = streamId;
    this.feed = new MediaFeed(context.counters(), peer.remote());
  }

  void request(StreamKey key) {
    AutoCloseable handle = context
        .publishDoor()
        .requestPublish(
            new PublishRequest(key.channel(), key.credential(), peer, peer.loop()), this);
    if (!isAccepted && !isClosed) {
      request = handle;
    }
  }

  boolean isAccepted() {
    return isAccepted;
  }

  int streamId() {
    return streamId;
  }

  MediaFeed feed() {
    return feed;
  }

  /** Ends the publication, or withdraws the request. */
  void close(String reason) {
    isClosed = true;
    feed.close(reason);
    withdraw();
  }

  @Override
  public void onAccepted(Publication publication) {
    request = NOTHING_TO_WITHDRAW;
    if (isClosed) {
      publication.close("publisher left before the answer");
      return;
    }
    isAccepted = true;
    context.counters().publications.increment();
    feed.begin(publication);
    session.onAccepted(this);
  }

  @Override
  public void onRefused(Refusal refusal, String detail) {
    request = NOTHING_TO_WITHDRAW;
    if (!isClosed) {
      isClosed = true;
      session.refusePublish(streamId, refusal, detail);
    }
  }

  @SuppressWarnings(
      "checkstyle:IllegalCatch") // AutoCloseable declares it; the door's handles throw nothing.
  private void withdraw() {
    AutoCloseable withdrawn = request;
    request = NOTHING_TO_WITHDRAW;
    try {
      withdrawn.close();
    } catch (Exception e) {
      throw new IllegalStateException("a request to publish that cannot be withdrawn", e);
    }
  }
}
