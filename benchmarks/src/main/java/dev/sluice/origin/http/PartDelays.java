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
 * <p>Arguments: port, path of the playlist, readers, parts a segment, parts that go before and do not count, parts, and when
 * a reader asks for the next part: {@code later}, when all have this one, or {@code at-once}. Prints {@code connected}, reads
 * the number of the first segment to ask for, prints {@code warm} when parts begin to count and {@code done} with the bytes of
 * an answer when all are answered; then reads when the last picture of each part that counts was sent, a line a part, in
 * nanoseconds of CLOCK_MONOTONIC as is the time of the answers.
 */
public final class PartDelays {
  private final ReloadingReaders readers;
  private final long firstSequence;
  private final int partsPerSegment;
  private final boolean isAskingAtOnce;

  private PartDelays(
      ReloadingReaders readers, long firstSequence, int partsPerSegment, boolean isAskingAtOnce) {
    this.readers = readers;
    this.firstSequence = firstSequence;
    this.partsPerSegment = partsPerSegment;
    this.isAskingAtOnce = isAskingAtOnce;
  }

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    int readerCount = Integer.parseInt(args[2]);
    int partCount = Integer.parseInt(args[5]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    long[] answeredNs = new long[partCount * readerCount];
    try (ReloadingReaders readers = new ReloadingReaders(server, args[1], readerCount)) {
      System.out.println("connected");
      PartDelays run = new PartDelays(
          readers,
          Long.parseLong(input.readLine()),
          Integer.parseInt(args[3]),
          args[6].equals("at-once"));
      run.read(Integer.parseInt(args[4]), answeredNs);
      System.out.println("done " + readers.answerLength());
    }
    subtract(answeredNs, readerCount, input);
    print(answeredNs, readerCount);
  }

  private void read(int uncountedPartCount, long[] answeredNs) throws IOException {
    int readerCount = readers.count();
    int partCount = uncountedPartCount + answeredNs.length / readerCount;
    askFor(0);
    for (int part = 0; part < partCount; part++) {
      boolean isLast = part + 1 == partCount;
      if (isAskingAtOnce && !isLast) {
        readers.awaitAnswersAndAskFor(sequence(part + 1), index(part + 1));
      } else {
        readers.awaitAnswers();
      }
      if (part >= uncountedPartCount) {
        readers.delaysNs(/* sinceNs= */ 0, answeredNs, (part - uncountedPartCount) * readerCount);
      } else if (part + 1 == uncountedPartCount) {
        System.out.println("warm");
      }
      if (!isAskingAtOnce && !isLast) {
        askFor(part + 1);
      }
    }
  }

  private void askFor(int part) throws IOException {
    readers.askFor(sequence(part), index(part));
  }

  private long sequence(int part) {
    return firstSequence + part / partsPerSegment;
  }

  private int index(int part) {
    return part % partsPerSegment;
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
