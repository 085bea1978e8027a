package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to. */
public final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  private final Socket socket;
  private final InputStream in;

  public RawClient(InetSocketAddress server) {
    this(server, /* receiveBufferLength= */ 0);
  }

  public RawClient(InetSocketAddress server, int receiveBufferLength) {
    try {
      socket = new Socket();
      if (receiveBufferLength > 0) {
        socket.setReceiveBufferSize(receiveBufferLength);
      }
      socket.setSoTimeout(TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      socket.connect(server, TIMEOUT_MS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void send(String text) {
    send(text.getBytes(ISO_8859_1));
  }

  public void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes {@link #close()} a reset. */
  public RawClient resetting() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Reads so many bytes of whatever comes. */
  public byte[] read(int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the server has ended the connection, orderly or not. */
  public boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Waits until an answer begins to come, and leaves it to be read. */
  public void awaitAnswer() {
    try {
      in.mark(1);
      in.read();
      in.reset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public RawResponse receive() {
    return receive(/* isHead= */ false);
  }

  /** Reads one response. */
  public RawResponse receive(boolean isHead) {
    try {
      int status = Integer.parseInt(line().split(" ")[1]);
      Map<String, String> fields = new HashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
      boolean hasBody = !isHead && status != 304 && status != 204;
      return new RawResponse(status, fields, hasBody ? body(fields) : new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] body(Map<String, String> fields) throws IOException {
    if (fields.containsKey("content-length")) {
      return in.readNBytes(Integer.parseInt(fields.get("content-length")));
    }
    if (!"chunked".equals(fields.get("transfer-encoding"))) {
      return in.readAllBytes();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int length = chunkLength(); length > 0; length = chunkLength()) {
      body.write(in.readNBytes(length));
      line();
    }
    line();
    return body.toByteArray();
  }

  /** Reads the size line of a chunk. */
  public int chunkLength() throws IOException {
    return Integer.parseInt(line(), 16);
  }

  private String line() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("after: " + text);
      }
      text.append((char) c);
    }
    return text.toString().stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
