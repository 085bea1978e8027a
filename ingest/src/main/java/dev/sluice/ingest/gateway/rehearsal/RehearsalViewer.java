package dev.sluice.ingest.gateway.rehearsal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A viewer that asks for the playlists and the newest segment, many times over one connection. Used by one thread. */
final class RehearsalViewer implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;
  private static final int ROUNDS = 50;
  private static final String FOUND = "HTTP/1.1 200 ";
  private static final String LENGTH_HEADER = "content-length: ";

  private final Socket socket = new Socket();
  private final InputStream in;
  private final String directory;

  RehearsalViewer(InetSocketAddress server, String channel) throws IOException {
    socket.connect(server, TIMEOUT_MS);
    socket.setSoTimeout(TIMEOUT_MS);
    in = new BufferedInputStream(socket.getInputStream());
    directory = "/live/" + channel + "/";
  }

  /** Watches for a while, or not at all if the channel is not on air. */
  void watch() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      String playlist = lastLine(get("playlist.m3u8", "identity"));
      if (playlist.isEmpty()) {
        return;
      }
      get("playlist.m3u8", "gzip");
      get(playlist, "gzip");
      get(lastLine(get(playlist, "identity")), "identity");
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Returns the body of a response, empty if there is no such object. */
  private byte[] get(String uri, String coding) throws IOException {
    String request = "GET " + directory + uri + " HTTP/1.1\r\nHost: rehearsal\r\nAccept-Encoding: "
        + coding + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    boolean isFound = headerLine().startsWith(FOUND);
    int length = 0;
    for (String line = headerLine(); !line.isEmpty(); line = headerLine()) {
      if (line.regionMatches(/* ignoreCase= */ true, 0, LENGTH_HEADER, 0, LENGTH_HEADER.length())) {
        length = Integer.parseInt(line.substring(LENGTH_HEADER.length()));
      }
    }
    byte[] body = in.readNBytes(length);
    return isFound ? body : new byte[0];
  }

  private String headerLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed in a response");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Returns the last URI of a playlist. */
  private static String lastLine(byte[] playlist) {
    String text = new String(playlist, StandardCharsets.UTF_8).strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
