package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Lets readers wait for every part of a playlist that a server of its own process has, and says how long after the sending of a
 * part's last picture each had its answer. {@code benchmarks/compare/part_delay.py} runs it.
 *
 * <p>Arguments: port, path of the playlist, readers, parts a segment, parts. Prints {@code connected}, reads the number of the
 * first segment to ask for, and prints {@code done} when all are answered; then reads when the last picture of each part was
 * sent, a line a part, in nanoseconds of CLOCK_MONOTONIC as is the time of the answers.
 */
public final class PartDelays {
  private PartDelays() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    int readerCount = Integer.parseInt(args[2]);
    int partsPerSegment = Integer.parseInt(args[3]);
    int partCount = Integer.parseInt(args[4]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    long[] answeredNs = new long[partCount * readerCount];
    try (ReloadingReaders readers = new ReloadingReaders(server, args[1], readerCount)) {
      System.out.println("connected");
      long firstSequence = Long.parseLong(input.readLine());
      readers.askFor(firstSequence, 0);
      for (int i = 0; i < partCount; i++) {
        int next = i + 1;
        readers.awaitAnswers(
            firstSequence + next / partsPerSegment,
            next == partCount ? ReloadingReaders.NONE : next % partsPerSegment);
        readers.delaysNs(/* sinceNs= */ 0, answeredNs, i * readerCount);
      }
    }
    System.out.println("done");
    subtract(answeredNs, readerCount, input);
    print(answeredNs, readerCount);
  }

  private static void subtract(long[] answeredNs, int readerCount, BufferedReader sentNs)
      throws IOException {
    for (int begin = 0; begin < answeredNs.length; begin += readerCount) {
      long partNs = Long.parseLong(sentNs.readLine());
      for (int i = begin; i < begin + readerCount; i++) {
        answeredNs[i] -= partNs;
      }
    }
  }

  private static void print(long[] delayNs, int readerCount) {
    Arrays.sort(delayNs);
    System.out.printf(
        "readers %d, answers %d: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, longest %.1f ms%n",
        readerCount,
        delayNs.length,
        percentileMs(delayNs, 50),
        percentileMs(delayNs, 90),
        percentileMs(delayNs, 99),
        percentileMs(delayNs, 100));
  }

  private static double percentileMs(long[] sortedNs, int percent) {
    return sortedNs[(int) ((sortedNs.length - 1) * (percent / 100.0))] / 1e6;
  }
}
