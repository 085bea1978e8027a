package dev.sluice.ingest.gateway;

import dev.sluice.ingest.channel.ChannelStatus;
import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of the demo: a publisher, a viewer that counts, a player that decodes, and a line a second. */
final class DemoRun implements AutoCloseable {
  private static final long POLL_MS = 20;
  private static final long STATUS_MS = 1_000;
  private static final double MS_PER_SECOND = 1e3;
  private static final double BYTES_PER_MB = 1e6;

  private final Terminal terminal;
  private final Gateway gateway;
  private final BundledFfmpeg ffmpeg;
  private final String playlist;
  private final PlaylistWatch watch;
  private final FfmpegProcess publisher;
  private final long startNs = System.nanoTime();

  private Optional<DecodingPlayer> player = Optional.empty();
  private long publishToPlayableMs;

  DemoRun(Terminal terminal, Gateway gateway, BundledFfmpeg ffmpeg) throws InterruptedException {
    this.terminal = terminal;
    this.gateway = gateway;
    this.ffmpeg = ffmpeg;
    playlist = StreamUrls.playlist(gateway.httpAddress(), DemoCommand.CHANNEL);
    watch = new PlaylistWatch(playlist);
    String query = gateway.publishKey().map(key -> "?key=" + key).orElse("");
    List<String> arguments = new ArrayList<>(TestPublication.testCard(ffmpeg));
    arguments.addAll(TestPublication.to(
        StreamUrls.server(gateway.rtmpAddress()) + "/" + DemoCommand.CHANNEL + query));
    publisher = ffmpeg.ffmpeg(arguments, line -> {});
  }

  /**
   * Runs until the time is over or somebody stops it.
   *
   * @throws CommandException if the publisher ended, or nothing was decoded when the time is over
   */
  void run(Optional<Integer> seconds) throws InterruptedException {
    long endNs = startNs + TimeUnit.SECONDS.toNanos(seconds.orElse(Integer.MAX_VALUE));
    long statusNs = System.nanoTime();
    while (!terminal.stop().await(POLL_MS, TimeUnit.MILLISECONDS)) {
      long nowNs = System.nanoTime();
      if (player.isEmpty() || nowNs - statusNs >= 0) {
        look();
      }
      if (nowNs - statusNs >= 0) {
        statusNs += TimeUnit.MILLISECONDS.toNanos(STATUS_MS);
        terminal.out().println(status());
        checkPublisher();
      }
      if (nowNs - endNs >= 0) {
        checkPlayback();
        return;
      }
    }
  }

  private void look() throws InterruptedException {
    watch.poll();
    if (player.isEmpty() && watch.segmentCount() > 0) {
      publishToPlayableMs = System.currentTimeMillis()
          - gateway.channels().stream()
              .mapToLong(ChannelStatus::sinceEpochMs)
              .findFirst()
              .orElseThrow();
      player = Optional.of(new DecodingPlayer(ffmpeg, playlist));
    }
  }

  private String status() {
    long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
    String playable = player.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT, "  playable after %.2f s", publishToPlayableMs / MS_PER_SECOND);
    return String.format(
        Locale.ROOT,
        "%02d:%02d  %s%s  %d segments  %.1f MB  decoded %d video and %d audio frames",
        elapsedSeconds / 60,
        elapsedSeconds % 60,
        state(),
        playable,
        watch.segmentCount(),
        watch.segmentBytes() / BYTES_PER_MB,
        player.map(DecodingPlayer::videoFrames).orElse(0),
        player.map(DecodingPlayer::audioFrames).orElse(0));
  }

  private String state() {
    return gateway.channels().stream()
        .map(channel -> channel.state().name().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse("connecting");
  }

  private void checkPublisher() throws InterruptedException {
    // A Ctrl-C reaches the publisher as well, perhaps first.
    if (!publisher.isRunning() && !terminal.stop().await(STATUS_MS, TimeUnit.MILLISECONDS)) {
      throw new CommandException("the publisher ended: " + StreamUrls.reason(publisher.errors()));
    }
  }

  private void checkPlayback() {
    if (player.isEmpty()) {
      throw new CommandException("no segment was served");
    }
    List<String> errors = player.get().errors();
    if (!errors.isEmpty()) {
      throw new CommandException("the player found fault: " + StreamUrls.reason(errors));
    }
    if (player.get().videoFrames() == 0 || player.get().audioFrames() == 0) {
      throw new CommandException("nothing was decoded yet: " + status());
    }
  }

  @Override
  public void close() {
    player.ifPresent(DecodingPlayer::close);
    publisher.close();
  }
}
