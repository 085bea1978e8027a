package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Players that ask for a part of a playlist on a connection each, with what a browser sends. Used by one thread. */
final class ReloadingReaders implements AutoCloseable {
  private static final String FIELDS = "Connection: keep-alive\r\n"
      + "sec-ch-ua-platform: \"Linux\"\r\n"
      + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n"
      + "sec-ch-ua: \"Chromium\";v=\"142\", \"Not_A Brand\";v=\"99\"\r\n"
      + "sec-ch-ua-mobile: ?0\r\nAccept: */*\r\nOrigin: https://player.example.org\r\n"
      + "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
      + "Referer: https://player.example.org/watch/cam\r\nAccept-Encoding: gzip, deflate, br\r\n"
      + "Accept-Language: en-GB,en;q=0.9\r\n\r\n";
  private static final ByteBuffer NO_REQUEST = ByteBuffer.allocateDirect(0);
  private static final byte[] OK = "HTTP/1.1 200 ".getBytes(US_ASCII);
  private static final byte[] LENGTH = "Content-Length: ".getBytes(US_ASCII);

  private final String path;
  private final Selector selector = Selector.open();
  private final List<Reader> readers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private ByteBuffer request = NO_REQUEST;
  private int answeredCount;
  private int answerLength;

  ReloadingReaders(InetSocketAddress server, String path, int count) throws IOException {
    this.path = path;
    for (int i = 0; i < count; i++) {
      SocketChannel socket = SocketChannel.open(server);
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.configureBlocking(false);
      Reader reader = new Reader(socket);
      socket.register(selector, SelectionKey.OP_READ, reader);
      readers.add(reader);
    }
  }

  int count() {
    return readers.size();
  }

  /** Returns the bytes of the last answer, its head included. */
  int answerLength() {
    return answerLength;
  }

  /** Lets all ask for a part. */
  void askFor(long mediaSequence, int part) throws IOException {
    request = request(mediaSequence, part);
    for (Reader reader : readers) {
      ask(reader);
    }
    request = NO_REQUEST;
  }

  /** Reads until all are answered. */
  void awaitAnswers() throws IOException {
    answeredCount = 0;
    while (answeredCount < readers.size()) {
      selector.select(this::read);
    }
  }

  /** Does the same, and lets each ask for another part as soon as it is answered itself. */
  void awaitAnswersAndAskFor(long mediaSequence, int part) throws IOException {
    request = request(mediaSequence, part);
    awaitAnswers();
    request = NO_REQUEST;
  }

  /** Copies how long after a moment each had its answer. */
  void delaysNs(long sinceNs, long[] target, int offset) {
    for (int i = 0; i < readers.size(); i++) {
      target[offset + i] = readers.get(i).answeredNs - sinceNs;
    }
  }

  /** Closes the connections of some. */
  void leave(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      readers.get(i).socket.close();
    }
  }

  private void read(SelectionKey key) {
    Reader reader = (Reader) key.attachment();
    try {
      buffer.clear();
      if (reader.socket.read(buffer) < 0) {
        throw new IOException("connection ended");
      }
      buffer.flip();
      if (reader.remainingLength == 0) {
        reader.remainingLength = length();
        answerLength = reader.remainingLength;
      }
      reader.remainingLength -= buffer.limit();
      if (reader.remainingLength == 0) {
        reader.answeredNs = System.nanoTime();
        answeredCount++;
        ask(reader);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the bytes of the response that begins in the buffer, whose head is all there. */
  private int length() throws IOException {
    if (!startsWith(OK, 0)) {
      throw new IOException("not 200: " + US_ASCII.decode(buffer));
    }
    int length = 0;
    int lineStart = 0;
    for (int i = 0; i + 1 < buffer.limit(); i++) {
      if (buffer.get(i) == '\r') {
        if (i == lineStart) {
          return i + 2 + length;
        }
        length = startsWith(LENGTH, lineStart) ? number(lineStart + LENGTH.length, i) : length;
        lineStart = i + 2;
      }
    }
    throw new IOException("no head: " + US_ASCII.decode(buffer));
  }

  private boolean startsWith(byte[] text, int start) {
    for (int i = 0; i < text.length; i++) {
      if (buffer.get(start + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int start, int end) {
    int number = 0;
    for (int i = start; i < end; i++) {
      number = number * 10 + buffer.get(i) - '0';
    }
    return number;
  }

  private ByteBuffer request(long mediaSequence, int part) {
    byte[] bytes = ("GET " + path + "?_HLS_msn=" + mediaSequence + "&_HLS_part=" + part
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + FIELDS)
        .getBytes(US_ASCII);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes);
  }

  private void ask(Reader reader) throws IOException {
    request.rewind();
    if (request.hasRemaining()) {
      reader.socket.write(request);
    }
  }

  @Override
  public void close() throws IOException {
    for (Reader reader : readers) {
      reader.socket.close();
    }
    selector.close();
  }

  /** One of them. */
  private static final class Reader {
    private final SocketChannel socket;
    private int remainingLength;
    private long answeredNs;

    Reader(SocketChannel socket) {
      this.socket = socket;
    }
  }
}
