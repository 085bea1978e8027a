package dev.sluice.ingest.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages in Chromium. What is checked of them stands in {@code src/test/browser/player.mjs}. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PlayerPageIT {
  private static final String CHANNEL = "demo";

  @BeforeAll
  static void findBrowser() throws IOException, InterruptedException {
    Optional<String> obstacle = Browser.obstacle();
    obstacle.ifPresent(reason -> System.out.println("PlayerPageIT is skipped: " + reason));
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
  }

  @Test
  void shouldWaitPlayByItselfAndGoOnAfterAnInterruptionAndAnEnd(@TempDir Path live)
      throws Exception {
    try (EncodedChannel channel = new EncodedChannel(live.resolve(CHANNEL));
        ConsoleServer server = new ConsoleServer(new Console(() -> list(channel)), live);
        Browser browser = Browser.run("player.mjs", server.base().toString(), CHANNEL)) {
      browser.expect("waiting");
      channel.publish();
      browser.expect("played");
      channel.stop();
      channel.publish();
      browser.expect("resumed");
      assertThat(channel.playlist()).contains("#EXT-X-DISCONTINUITY");
      channel.end();
      browser.expect("ended");
      channel.publishAnew();
      browser.expect("done");
    }
  }

  private static List<ListedChannel> list(EncodedChannel channel) {
    return channel.isOnAir()
        ? List.of(new ListedChannel(CHANNEL, "live", Instant.now(), "rtmp", "", "", "640x360"))
        : List.of();
  }
}
