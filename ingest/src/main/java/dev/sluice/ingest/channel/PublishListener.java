package dev.sluice.ingest.channel;

/** Receives the answer to a request to publish, on the request's loop, exactly once. */
public interface PublishListener {
  /** The publisher may send media. */
  void onAccepted(Publication publication);

  /**
   * The publisher may not.
   *
   * @param detail one sentence for the publisher and the log; never holds the credential
   */
  void onRefused(Refusal refusal, String detail);

  /** Why a request is refused. */
  enum Refusal {
    /** The name has characters that names do not have, or is too long. */
    BAD_NAME,
    /** The credential does not allow it. */
    UNAUTHORIZED,
    /** Another publisher is live on the channel. */
    BUSY,
    /** The server has as many channels as it may. */
    LIMIT
  }
}
