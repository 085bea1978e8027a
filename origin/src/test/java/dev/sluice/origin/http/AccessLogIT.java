package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.log.AccessForm;
import dev.sluice.origin.http.log.AccessLogContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class AccessLogIT {
  private static final String SECRET = "eyJhbGciOiJIUzI1NiJ9";

  @TempDir
  Path directory;

  private final AtomicBoolean hasArrived = new AtomicBoolean();
  private Path file;
  private HttpFixture fixture;

  @BeforeEach
  void serve() {
    file = directory.resolve("access.log");
    fixture = new HttpFixture(settings -> settings
        .accessLog(new AccessLogContext().form(AccessForm.JSON).file(file))
        .serverTiming(true)
        .handler("/never", (exchange, path) -> hasArrived.set(true)));
    fixture.put("media", HttpFixture.SEGMENT_TYPE, new byte[100_000]);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldLogWhatBothProtocolsAnswerAndNoToken() throws IOException {
    String field = "Referer: http://a/b?token=" + SECRET;
    fixture.get("/live/media?token=" + SECRET, field, "Authorization: " + SECRET);
    fixture.get("/none?token=" + SECRET);
    fixture.exchange(HttpFixture.request("HEAD", "/live/media"));
    try (Http2Client client = new Http2Client(fixture.server.address())) {
      client.get("/live/media?token=" + SECRET, "User-Agent: player");
    }

    assertThat(lines())
        .satisfiesExactly(
            line -> assertThat(line)
                .contains("\"/live/media?redacted\"", "\"body_bytes\":100000", "\"complete\":true"),
            line -> assertThat(line).contains("\"/none?redacted\"", "\"status\":404"),
            line -> assertThat(line).contains("\"HEAD\"", "\"body_bytes\":0"),
            line -> assertThat(line).contains("\"HTTP/2.0\"", "\"user_agent\":\"player\""))
        .noneMatch(line -> line.contains(SECRET));
  }

  @Test
  void shouldLogPeerThatDidNotWait() throws IOException {
    try (RawClient client = fixture.connect().resetting()) {
      client.send(HttpFixture.request("GET", "/never"));
      Tests.await(hasArrived::get, "request");
    }
    fixture.awaitConnections(0);

    assertThat(lines())
        .singleElement()
        .satisfies(line ->
            assertThat(line).contains("\"/never\"", "\"status\":499", "\"complete\":false"));
  }

  @Test
  void shouldTellHowLongItTook() {
    assertThat(fixture.get("/live/media").field("server-timing"))
        .matches("origin;dur=\\d+\\.\\d{3}");
  }

  private List<String> lines() throws IOException {
    fixture.server.close();
    return Files.readAllLines(file);
  }
}
