package dev.sluice.ingest.gateway;

import dev.sluice.ingest.channel.ChannelStatus;
import dev.sluice.ingest.gateway.compose.Gateway;
import dev.sluice.ingest.transcode.BundledFfmpeg;
import dev.sluice.ingest.transcode.FfmpegProcess;
import dev.sluice.ingest.transcode.TestPublication;
import dev.sluice.packager.SegmentFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One run of the demo: a publisher, a viewer that counts, a player that decodes each variant, and a line a second. */
final class DemoRun implements AutoCloseable {
  private static final long POLL_MS = 20;
  private static final long STATUS_MS = 1_000;
  private static final double MS_PER_SECOND = 1e3;
  private static final double BYTES_PER_MB = 1e6;

  private final Terminal terminal;
  private final Gateway gateway;
  private final BundledFfmpeg ffmpeg;
  private final SegmentFormat format;
  private final int variantCountMin;
  private final String playlist;
  private final PlaylistWatch watch;
  private final FfmpegProcess publisher;
  private final Map<String, DecodingPlayer> players = new HashMap<>();
  private final long startNs = System.nanoTime();

  private long publishToPlayableMs;

  /**
   * Begins to publish.
   *
   * @param format that is watched and decoded
   * @param variantCountMin variants that are expected to be listed
   */
  DemoRun(
      Terminal terminal,
      Gateway gateway,
      BundledFfmpeg ffmpeg,
      SegmentFormat format,
      int variantCountMin)
      throws InterruptedException {
    this.terminal = terminal;
    this.gateway = gateway;
    this.ffmpeg = ffmpeg;
    this.variantCountMin = variantCountMin;
    this.format = format;
    playlist = StreamUrls.playlist(gateway.httpAddress(), DemoCommand.CHANNEL, format);
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
   * @throws CommandException if the publisher ended, or a variant was not decoded when the time is over
   */
  void run(Optional<Integer> seconds) throws InterruptedException {
    long endNs = startNs + TimeUnit.SECONDS.toNanos(seconds.orElse(Integer.MAX_VALUE));
    long statusNs = System.nanoTime();
    while (!terminal.stop().await(POLL_MS, TimeUnit.MILLISECONDS)) {
      long nowNs = System.nanoTime();
      if (players.isEmpty() || nowNs - statusNs >= 0) {
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
    for (int i = 0; i < watch.variants().size(); i++) {
      WatchedVariant variant = watch.variants().get(i);
      if (variant.segmentCount() > 0 && !players.containsKey(variant.name())) {
        onPlayable();
        players.put(variant.name(), player(variant, i));
      }
    }
  }

  // The playlist of a CMAF variant holds no sound: that is a rendition beside it.
  private DecodingPlayer player(WatchedVariant variant, int index) {
    return format == SegmentFormat.CMAF
        ? new DecodingPlayer(ffmpeg, playlist, index)
        : new DecodingPlayer(ffmpeg, variant.playlist().toString(), /* videoIndex= */ 0);
  }

  private void onPlayable() {
    if (players.isEmpty()) {
      publishToPlayableMs = System.currentTimeMillis()
          - gateway.channels().stream()
              .mapToLong(ChannelStatus::sinceEpochMs)
              .findFirst()
              .orElseThrow();
    }
  }

  private String status() {
    long elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs);
    String time = String.format(Locale.ROOT, "%02d:%02d", elapsedSeconds / 60, elapsedSeconds % 60);
    if (players.isEmpty()) {
      return time + "  " + state();
    }
    return String.format(
        Locale.ROOT,
        "%s  %s  playable after %.2f s  %.1f MB  segments served, frames decoded: %s",
        time,
        state(),
        publishToPlayableMs / MS_PER_SECOND,
        watch.variants().stream().mapToLong(WatchedVariant::segmentBytes).sum() / BYTES_PER_MB,
        watch.variants().stream().map(this::status).collect(Collectors.joining("  ")));
  }

  private String status(WatchedVariant variant) {
    int frames = Optional.ofNullable(players.get(variant.name()))
        .map(DecodingPlayer::videoFrames)
        .orElse(0);
    return variant.name() + " " + variant.segmentCount() + ", " + frames;
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
    List<WatchedVariant> variants = watch.variants();
    if (variants.isEmpty()) {
      throw new CommandException("no segment was served");
    }
    if (variants.size() < variantCountMin) {
      throw new CommandException("variants listed: " + variants.size() + " (expected: at least "
          + variantCountMin + "): " + status());
    }
    variants.forEach(this::checkPlayback);
  }

  private void checkPlayback(WatchedVariant variant) {
    DecodingPlayer player = players.get(variant.name());
    if (player == null || player.videoFrames() == 0 || player.audioFrames() == 0) {
      throw new CommandException("nothing of " + variant.name() + " was decoded yet: " + status());
    }
    if (!player.errors().isEmpty()) {
      throw new CommandException("the player of " + variant.name() + " found fault: "
          + StreamUrls.reason(player.errors()));
    }
  }

  @Override
  public void close() {
    players.values().forEach(DecodingPlayer::close);
    publisher.close();
  }
}
