package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of {@code credentials.txt}.
 *
 * @param statuses by reach and role, in their order, and at last that of whoever has no key
 */
record CredentialRow(List<String> methods, String target, String body, List<Integer> statuses) {
  private static final String FILE = "credentials.txt";
  private static final String ROOT = "ROOT";
  private static final String EMPTY = "{}";

  /** Returns what is to be asked, in this order. */
  static List<CredentialRow> all() {
    List<CredentialRow> rows = lines().stream().map(CredentialRow::of).toList();
    List<CredentialRow> all = new ArrayList<>();
    for (String root : List.of("/cache", "/objectstore")) {
      rows.stream().filter(CredentialRow::isRooted).map(row -> row.at(root)).forEach(all::add);
    }
    rows.stream().filter(row -> !row.isRooted()).forEach(all::add);
    return all;
  }

  private static List<String> lines() {
    try (InputStream file = CredentialRow.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CredentialRow of(String line) {
    String[] columns = line.split("\\|", 2);
    List<String> words = Arrays.asList(columns[0].strip().split(" +"));
    boolean hasBody = words.get(words.size() - 1).startsWith("{");
    int targetIndex = words.size() - (hasBody ? 2 : 1);
    List<Integer> statuses =
        Arrays.stream(columns[1].strip().split("[| ]+")).map(Integer::valueOf).toList();
    return new CredentialRow(
        words.subList(0, targetIndex),
        words.get(targetIndex),
        hasBody ? words.get(targetIndex + 1) : EMPTY,
        statuses);
  }

  private boolean isRooted() {
    return target.startsWith(ROOT);
  }

  private CredentialRow at(String root) {
    return new CredentialRow(methods, target.replace(ROOT, root), body, statuses);
  }
}
