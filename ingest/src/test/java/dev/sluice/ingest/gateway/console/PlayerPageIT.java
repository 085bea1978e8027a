package dev.sluice.ingest.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages in Chromium. What is checked of them stands in {@code src/test/browser}. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class PlayerPageIT {
  private static final String CHANNEL = "demo";
  private static final String LADDERS = "SLUICE_LADDERS";
  private static final Map<String, String> PASSTHROUGH = Map.of(LADDERS, "[]");
  private static final Map<String, String> LADDER = Map.of(
      LADDERS,
      "[{channels: '*', passthrough: never, rungs: ["
          + "{height: 240, frame_rate: 25, bitrate: 300kb/s, preset: ultrafast},"
          + "{height: 120, frame_rate: 25, bitrate: 100kb/s, preset: ultrafast}]}]");

  @BeforeAll
  static void findBrowser() throws IOException, InterruptedException {
    Optional<String> obstacle = Browser.obstacle();
    obstacle.ifPresent(reason -> System.out.println("PlayerPageIT is skipped: " + reason));
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
  }

  @Test
  void shouldWaitPlayByItselfAndGoOnAfterAnInterruptionAndAnEnd(@TempDir Path dataDir)
      throws Exception {
    try (PublishedChannel channel = new PublishedChannel(CHANNEL, dataDir, PASSTHROUGH);
        Browser browser = Browser.run("player.mjs", channel.base(), CHANNEL)) {
      browser.expect("waiting");
      channel.publish();
      browser.expect("played");
      channel.stop();
      browser.expect("halted");
      channel.publish();
      browser.expect("resumed");
      assertThat(channel.playlist()).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
      channel.stop();
      browser.expect("ended");
      channel.publish();
      browser.expect("done");
    }
  }

  @Test
  void shouldFollowAnEncoderThatLosesItsPictures(@TempDir Path dataDir) throws Exception {
    try (PublishedChannel channel = new PublishedChannel(CHANNEL, dataDir, PASSTHROUGH);
        Browser browser = Browser.run("sound.mjs", channel.base(), CHANNEL)) {
      channel.publish();
      browser.expect("played");
      channel.stop();
      channel.publishTone();
      browser.expect("heard");
      channel.stop();
      channel.publish();
      browser.expect("done");
    }
  }

  @Test
  void shouldComeNearAgainAfterAnEncoderThatHalted(@TempDir Path dataDir) throws Exception {
    try (PublishedChannel channel = new PublishedChannel(CHANNEL, dataDir, PASSTHROUGH);
        Browser browser = Browser.run("late.mjs", channel.base(), CHANNEL)) {
      channel.publish();
      browser.expect("played");
      channel.signal("STOP");
      browser.expect("halted");
      channel.signal("CONT");
      browser.expect("done");
    }
  }

  @Test
  void shouldLetTheViewerChooseALevelAndShowWhatIsOnAir(@TempDir Path dataDir) throws Exception {
    play(dataDir, LADDER, "levels.mjs");
  }

  @Test
  void shouldPlayWithLowLatencyGoBackAndGoLive(@TempDir Path dataDir) throws Exception {
    play(dataDir, PASSTHROUGH, "live.mjs", "live");
  }

  @Test
  void shouldPlayTsWhereThatIsAll(@TempDir Path dataDir) throws Exception {
    play(dataDir, Map.of(LADDERS, "[]", "SLUICE_OUTPUTS", "ts"), "fallback.mjs");
  }

  @Test
  void shouldPlayTsWhereCmafFails(@TempDir Path dataDir) throws Exception {
    play(dataDir, PASSTHROUGH, "fallback.mjs");
  }

  @Test
  void shouldGetOverFaultsOfTheNetwork(@TempDir Path dataDir) throws Exception {
    play(dataDir, PASSTHROUGH, "faults.mjs");
  }

  private static void play(
      Path dataDir, Map<String, String> environment, String script, String... steps)
      throws Exception {
    try (PublishedChannel channel = new PublishedChannel(CHANNEL, dataDir, environment);
        Browser browser = Browser.run(script, channel.base(), CHANNEL)) {
      channel.publish();
      for (String step : steps) {
        browser.expect(step);
      }
      browser.expect("done");
    }
  }
}
