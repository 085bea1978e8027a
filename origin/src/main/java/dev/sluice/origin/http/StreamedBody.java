package dev.sluice.origin.http;

/** A body that is sent bit by bit. Event loop of its connection only. */
interface StreamedBody {
  /** Sends what can be sent now. */
  void start();

  /** Sends what can be sent since the last call. */
  void sendReadable();

  /** Ends the body when its connection has closed; has no effect after its regular end. */
  void close();
}
