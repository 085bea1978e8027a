package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The least that a server can do for readers that wait for a part: one thread that knows nothing of HTTP writes the same bytes
 * to all of them, one system call each, and reads what they send until each has sent something again. What
 * {@link PartDelays} says of it is what this machine's sockets and the readers themselves take.
 *
 * <p>Arguments: readers, bytes of an answer, parts, milliseconds between parts. Prints its port, and in the end when each part
 * came to be, a line a part, in nanoseconds as {@link PartDelays} reads them.
 */
public final class PartDelayFloor {
  private static final int BACKLOG = 4096;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> readers = new ArrayList<>();
  private final ByteBuffer request = ByteBuffer.allocateDirect(64 * 1024);
  private final ByteBuffer answer;
  private int askedCount;

  private PartDelayFloor(int answerLength) throws IOException {
    answer = answer(answerLength);
  }

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    int readerCount = Integer.parseInt(args[0]);
    PartDelayFloor floor = new PartDelayFloor(Integer.parseInt(args[1]));
    int partCount = Integer.parseInt(args[2]);
    long intervalNs = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(args[3]));
    floor.accept(readerCount);
    long[] partNs = new long[partCount];
    long nextNs = System.nanoTime() + intervalNs;
    for (int i = 0; i < partCount; i++) {
      floor.read(nextNs);
      partNs[i] = System.nanoTime();
      floor.write();
      nextNs = Math.max(nextNs, partNs[i]) + intervalNs;
    }
    for (long ns : partNs) {
      System.out.println(ns);
    }
  }

  private void accept(int readerCount) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (ServerSocketChannel listener = ServerSocketChannel.open().bind(any, BACKLOG)) {
      System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
      while (readers.size() < readerCount) {
        SocketChannel socket = listener.accept();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ);
        readers.add(socket);
      }
    }
  }

  /** Reads until all wait, and at least until a moment. */
  private void read(long untilNs) throws IOException {
    long remainingNs = untilNs - System.nanoTime();
    while (askedCount < readers.size() || remainingNs > 0) {
      selector.select(this::read, Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNs)));
      remainingNs = untilNs - System.nanoTime();
    }
    askedCount = 0;
  }

  private void read(SelectionKey key) {
    try {
      request.clear();
      ((SocketChannel) key.channel()).read(request);
      askedCount++;
    } catch (IOException e) {
      key.cancel();
    }
  }

  private void write() throws IOException {
    for (SocketChannel reader : readers) {
      reader.write(answer.rewind());
    }
  }

  private static ByteBuffer answer(int length) {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: %06d\r\n\r\n";
    int bodyLength = length - String.format(head, 0).length();
    return ByteBuffer.allocateDirect(length)
        .put(String.format(head, bodyLength).getBytes(US_ASCII))
        .clear();
  }
}
