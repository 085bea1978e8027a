package dev.sluice.ingest.rtmp;

/** What a peer sent breaks the protocol or a limit. Reach: its connection, which is closed with the message as reason. */
final class RtmpProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says the value that was found and what was expected; carries no stack trace, a peer causes it at will. */
  RtmpProtocolException(String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
  }
}
