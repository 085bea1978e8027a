package dev.sluice.origin.http.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
  private static final String SECRET = "eyJhbGciOiJIUzI1NiJ9";

  @TempDir
  Path directory;

  @Test
  void shouldWriteCombinedLines() {
    assertThat(AccessForm.COMBINED.line(access("/live/a.ts", "", "curl \"7\"\n\\")))
        .isEqualTo("127.0.0.1 - - [09/Sep/2001:01:46:40 +0000] \"GET /live/a.ts HTTP/1.1\" 200 42"
            + " \"-\" \"curl \\x227\\x22\\x0A\\x5C\"");
  }

  @Test
  void shouldWriteJsonLines() {
    assertThat(AccessForm.JSON.line(access("/live/a.ts", "", "a\"b\n")))
        .isEqualTo(
            "{\"time\":\"2001-09-09T01:46:40Z\",\"peer\":\"127.0.0.1\",\"method\":\"GET\","
                + "\"path\":\"/live/a.ts\",\"protocol\":\"HTTP/1.1\",\"status\":200,\"body_bytes\":42,"
                + "\"complete\":true,\"duration_us\":1500,\"referrer\":\"\",\"user_agent\":\"a\\\"b\\n\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "/a?token=T, /a?redacted",
    "/a?x=1&token=T, /a?redacted",
    "/a%3Ftoken=T, /a?redacted",
    "/a%3ftoken=T, /a?redacted",
    "/a#T, /a?redacted",
    "http://user:T@host/a?T, http://host/a?redacted",
    "http://T@host, http://host",
    "/a@b, /a@b",
    "*, *"
  })
  void shouldTakeOutWhatCouldBeToken(String uri, String logged) {
    AccessRecord access = access(uri.replace("T", SECRET), uri.replace("T", SECRET), "");

    assertThat(access.target()).isEqualTo(logged);
    assertThat(access.referrer()).isEqualTo(logged);
    assertThat(access.toString()).doesNotContain(SECRET);
  }

  @Test
  void shouldWriteWhatWasOfferedBeforeItEnds() throws IOException {
    Path file = directory.resolve("access.log");
    try (AccessLog log = AccessLog.launch(new AccessLogContext().file(file))) {
      for (int i = 0; i < 5_000; i++) {
        log.offer(access("/" + i, "", ""));
      }
    }

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5_000);
    assertThat(lines.get(4_999)).contains("GET /4999 ");
  }

  @Test
  void shouldDropWhatDoesNotFitAndCountIt() throws IOException {
    Path file = directory.resolve("access.log");
    int count = 200_000;
    long dropped;
    try (AccessLog log = AccessLog.launch(new AccessLogContext().file(file).queueLength(16))) {
      for (int i = 0; i < count; i++) {
        log.offer(access("/", "", ""));
      }
      dropped = log.dropped();
    }

    assertThat(dropped).isPositive();
    assertThat(Files.readAllLines(file)).hasSize((int) (count - dropped));
  }

  @Test
  void shouldFollowFileThatIsMovedAway() throws IOException {
    Path file = directory.resolve("access.log");
    try (LogFile log = new LogFile(Optional.of(file))) {
      log.writeLine("before");
      log.flush();
      Files.move(file, directory.resolve("access.log.1"));

      log.follow();
      log.writeLine("after");
      log.flush();

      assertThat(file).content().isEqualTo("after\n");
      assertThat(directory.resolve("access.log.1")).content().isEqualTo("before\n");
    }
  }

  @Test
  void shouldNameFileThatCannotBeWritten() {
    Path file = directory.resolve("none/access.log");

    assertThatThrownBy(() -> AccessLog.launch(new AccessLogContext().file(file)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("http.access_log.file");
  }

  private static AccessRecord access(String target, String referrer, String userAgent) {
    return new AccessRecord(
        1_000_000_000_000L,
        InetAddress.getLoopbackAddress(),
        "GET",
        target,
        "HTTP/1.1",
        200,
        /* bodyLength= */ 42,
        /* isWhole= */ true,
        /* durationNs= */ 1_500_000,
        referrer,
        userAgent);
  }
}
