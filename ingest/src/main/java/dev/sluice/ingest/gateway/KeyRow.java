package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.key.KeyRecord;
import dev.sluice.origin.auth.token.Grant;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A key as the commands show it: what it may do, never its token. */
record KeyRow(List<String> cells) {
  private static final KeyRow HEAD =
      new KeyRow(List.of("ID", "ROLE", "NAMESPACE", "PREFIX", "CREATED", "EXPIRES", "STATE"));
  private static final String ALL = "*";
  private static final String GAP = "  ";

  /** Prints keys under a head, in columns. */
  static void print(PrintWriter out, List<KeyRecord> keys, long nowEpochMs) {
    List<KeyRow> rows = Stream.concat(
            Stream.of(HEAD), keys.stream().map(key -> of(key, nowEpochMs)))
        .toList();
    int[] widths = IntStream.range(0, HEAD.cells.size())
        .map(column ->
            rows.stream().mapToInt(row -> row.cells.get(column).length()).max().orElse(0))
        .toArray();
    rows.forEach(row -> out.println(row.line(widths)));
  }

  private static KeyRow of(KeyRecord key, long nowEpochMs) {
    Grant grant = key.grant();
    return new KeyRow(List.of(
        grant.id(),
        grant.role().claim(),
        allIfEmpty(grant.scope().namespace()),
        allIfEmpty(grant.scope().prefix()),
        time(key.createdEpochMs()),
        time(grant.expiresEpochMs()),
        key.state(nowEpochMs).name().toLowerCase(Locale.ROOT)));
  }

  private String line(int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(column ->
            cells.get(column) + " ".repeat(widths[column] - cells.get(column).length()))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String allIfEmpty(String name) {
    return name.isEmpty() ? ALL : name;
  }

  private static String time(long epochMs) {
    return Instant.ofEpochMilli(epochMs).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
