package dev.sluice.origin.http;

import dev.sluice.origin.FinishedProgram;
import dev.sluice.origin.Tests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command {@code curl}, which sends any number of requests from one file of options. */
public final class CurlClient {
  static final String NUMBER = "%d";

  private static final String REASON = "there is no curl with HTTP/2 on this machine";
  private static final String DIRECTORY_PREFIX = "curl";

  private final Path directory;
  private final String origin;
  private final List<String> options;

  /**
   * Names a server.
   *
   * @param directory for what it writes
   * @param origin scheme, host and port; {@value #NUMBER} stands for the number of the request, which makes a host, and
   *     so a connection, of its own
   * @param options of each transfer, as files of options have them
   */
  public CurlClient(Path directory, String origin, String... options) {
    this.directory = directory;
    this.origin = origin;
    this.options = List.of(options);
  }

  /** Skips the test, and says so, where there is no such command, or none that knows HTTP/2. */
  public static void assumePresent() throws IOException, InterruptedException {
    boolean isPresent;
    try {
      isPresent = run(List.of("curl", "--version")).contains("HTTP2");
    } catch (IOException e) {
      isPresent = false;
    }
    Tests.assume(isPresent, REASON);
  }

  /** Runs a command and returns what it prints. */
  public static String run(List<String> command) throws IOException, InterruptedException {
    return FinishedProgram.run(new ProcessBuilder(command)).output();
  }

  /** Sends requests one after the other. */
  List<RawResponse> exchange(List<TableRequest> requests) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(directory, DIRECTORY_PREFIX);
    StringBuilder file = new StringBuilder();
    for (int i = 0; i < requests.size(); i++) {
      file.append(i == 0 ? "" : "next\n").append(transfer(requests.get(i), work, i));
    }
    Path config = Files.writeString(work.resolve("config"), file);
    String output = run(List.of("curl", "-q", "-K", config.toString()));
    List<RawResponse> responses = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      if (!Files.exists(head(work, i)) || Files.size(head(work, i)) == 0) {
        throw new IOException("no answer to " + requests.get(i) + ": " + output);
      }
      responses.add(response(work, i, requests.get(i).isHead()));
    }
    return responses;
  }

  private String transfer(TableRequest request, Path work, int index) {
    List<String> lines = new ArrayList<>(List.of("silent", "show-error", "globoff", "path-as-is"));
    lines.addAll(options);
    lines.add(option("max-time", "10"));
    lines.add(option("url", origin.replace(NUMBER, Integer.toString(index)) + request.target()));
    lines.add(option("dump-header", head(work, index).toString()));
    lines.add(option("output", body(work, index).toString()));
    if (request.isHead()) {
      lines.add("head"); // which writes the head where the body would be
    } else {
      lines.add(option("request", request.method()));
    }
    request.fields().forEach(field -> lines.add(option("header", field)));
    if (request.hasBody()) {
      lines.add(option("data-raw", request.body()));
      if (request.fields().stream().noneMatch(field -> field.startsWith("Content-Type:"))) {
        lines.add(option("header", "Content-Type:"));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  static String option(String name, String value) {
    return name + " = \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static RawResponse response(Path work, int index, boolean isHead) throws IOException {
    String[] heads =
        Files.readString(head(work, index), StandardCharsets.ISO_8859_1).strip().split("\r\n\r\n");
    String[] lines = heads[heads.length - 1].split("\r\n");
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      fields.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    Path body = body(work, index);
    return new RawResponse(
        Integer.parseInt(lines[0].split(" ")[1]),
        fields,
        Files.exists(body) && !isHead ? Files.readAllBytes(body) : new byte[0]);
  }

  private static Path head(Path work, int index) {
    return work.resolve(index + ".head");
  }

  private static Path body(Path work, int index) {
    return work.resolve(index + ".body");
  }
}
