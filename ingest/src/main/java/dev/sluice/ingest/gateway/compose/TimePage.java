package dev.sluice.ingest.gateway.compose;

import dev.sluice.origin.http.Page;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Tells the time to players of DASH (UTCTiming, urn:mpeg:dash:utc:http-xsdate:2014). */
final class TimePage {
  private TimePage() {}

  static Page of(String path) {
    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new Page(200, "text/plain", "no-store", now.getBytes(StandardCharsets.UTF_8));
  }
}
