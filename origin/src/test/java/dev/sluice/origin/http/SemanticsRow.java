package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of {@code semantics.txt}.
 *
 * @param answerFields as the table has them
 * @param answerBody as the table has it
 */
record SemanticsRow(
    TableRequest request, int status, List<String> answerFields, String answerBody) {
  private static final String FILE = "semantics.txt";
  private static final Pattern REPEATED = Pattern.compile("\\{(\\d+)(k|é)}");
  private static final String ESCAPED = "%C3%A9";
  private static final String ERROR = "\\{\"error\":\"%s\",\"detail\":\"[a-z ]+\"}";

  /** Returns all rows; names in braces are replaced by their values. */
  static List<SemanticsRow> all(Map<String, String> values) {
    try (InputStream file = SemanticsRow.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> of(replaced(line, values)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String replaced(String line, Map<String, String> values) {
    String text = line;
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{" + value.getKey() + "}", value.getValue());
    }
    return REPEATED
        .matcher(text)
        .replaceAll(found ->
            (found.group(2).equals("k") ? "k" : ESCAPED).repeat(Integer.parseInt(found.group(1))));
  }

  private static SemanticsRow of(String line) {
    String[] columns = line.split("\\|", 5);
    String[] words = columns[0].strip().split(" +");
    TableRequest request =
        new TableRequest(words[0], words[1], words.length > 2 ? words[2] : "", list(columns[1]));
    return new SemanticsRow(
        request, Integer.parseInt(columns[2].strip()), list(columns[3]), columns[4].strip());
  }

  private static List<String> list(String column) {
    return column.isBlank() ? List.of() : Arrays.asList(column.strip().split(" ; "));
  }

  /** Returns what is wrong with a response, or nothing. */
  List<String> faults(RawResponse response, Map<String, byte[]> objects) {
    List<String> faults = new ArrayList<>();
    if (response.status() != status) {
      faults.add(request + ": " + response.status() + " (expected: " + status + ")");
      return faults;
    }
    for (String expected : answerFields) {
      if (!isSaid(expected, response)) {
        faults.add(request + ": " + response.fields() + " (expected: " + expected + ")");
      }
    }
    if (!isBody(response, objects)) {
      faults.add(request + ": body of " + response.body().length + " bytes (expected: " + answerBody
          + ")");
    }
    return faults;
  }

  private static boolean isSaid(String expected, RawResponse response) {
    boolean isAbsent = expected.startsWith("!");
    int colon = expected.indexOf(": ");
    String name = expected.substring(isAbsent ? 1 : 0, colon < 0 ? expected.length() : colon);
    String value = response.field(name.toLowerCase(Locale.ROOT));
    if (isAbsent) {
      return value == null;
    }
    return value != null && (colon < 0 || value.equals(expected.substring(colon + 2)));
  }

  private boolean isBody(RawResponse response, Map<String, byte[]> objects) {
    String rest = answerBody.substring(1);
    return switch (answerBody.charAt(0)) {
      case '*' -> true;
      case '-' -> response.body().length == 0;
      case '=' -> response.text().equals(rest);
      case '!' -> response.text().matches(String.format(ERROR, rest));
      default -> Arrays.equals(response.body(), bytes(objects));
    };
  }

  /** Returns the bytes of an object, or of a range of it. */
  private byte[] bytes(Map<String, byte[]> objects) {
    String[] words = answerBody.split("[ -]");
    byte[] whole = objects.get(words[0]);
    return words.length == 1
        ? whole
        : Arrays.copyOfRange(whole, Integer.parseInt(words[1]), Integer.parseInt(words[2]) + 1);
  }
}
