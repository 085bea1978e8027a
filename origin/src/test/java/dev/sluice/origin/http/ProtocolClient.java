package dev.sluice.origin.http;

/** A client that speaks one version of HTTP and keeps its connection. */
interface ProtocolClient extends AutoCloseable {
  /** Sends a request and waits for the whole answer. */
  RawResponse exchange(TableRequest request);

  /** Sends the head of a PUT, whose length nobody knows unless it is among the fields. */
  void beginPut(String target, String... fields);

  /** Sends more of the body, unless the server has ended the connection. */
  void send(byte[] bytes);

  /** Waits for the answer to the PUT. */
  RawResponse response();

  /** Waits until the server gives the PUT up, and returns whether it did so without an answer. */
  boolean isGivenUp();

  @Override
  void close();
}
