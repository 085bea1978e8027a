package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.CountedPayloads;
import dev.sluice.packager.Ffmpeg;
import dev.sluice.packager.FlvTags;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.Packager;
import dev.sluice.packager.PackagerContext;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A transcoder between real media and a real packager. */
final class LadderFixture implements AutoCloseable {
  static final long EPOCH_MS = 1_763_696_640_000L;
  static final int BACKLOG_MAX = 5;

  private static final double NS_PER_TICK = 1e9 / 90_000;
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
  private static final Path CACHE = Path.of("target", "native");

  private final CountedPayloads payloads = new CountedPayloads();
  private final List<String> offers = new CopyOnWriteArrayList<>();
  private final List<Long> audioTimes90k = new CopyOnWriteArrayList<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final OriginStore store =
      new OriginStore(new StoreContext().hotCapacity(64 << 20).conclude());
  private final Packager packager =
      Packager.launch(new PackagerContext().threads(1).namespace(store.live()));
  private final Transcoder transcoder;
  private final TranscodedChannel channel;
  private final AccessUnitSink sink;
  private Timeline timeline = new Timeline(1, EPOCH_MS, 0);
  private TrackFormat video;
  private TrackFormat audio;

  LadderFixture(Ladder ladder) {
    this(ladder, context -> context);
  }

  LadderFixture(Ladder ladder, UnaryOperator<TranscodeContext> settings) {
    transcoder = Transcoder.launch(settings.apply(new TranscodeContext()
        .ladders(List.of(ladder))
        .namespace(store.live())
        .nativeCache(CACHE)));
    channel = (TranscodedChannel) transcoder.open(
        "cam", new OfferRecorder(packager.open("cam", 1_000), offers, audioTimes90k, failing));
    sink = channel.rendition("any");
  }

  static Ladder ladder(Passthrough passthrough, Rung... rungs) {
    return new Ladder("*", passthrough, 64_000, Passthrough.AUTO, List.of(rungs));
  }

  static Rung rung(int height) {
    return new Rung(
        height + "p30",
        height,
        30,
        height * 2_000,
        height * 2_000,
        height * 2_000,
        VideoProfile.MAIN,
        EncoderPreset.ULTRAFAST,
        "auto");
  }

  /** Makes a clip with a GOP of two seconds. */
  static List<Tag> clip(Path directory, String size, String rate, double seconds, String... more) {
    Path file = directory.resolve(size + "-" + rate.replace('/', '_') + "-" + more.length + ".flv");
    List<String> arguments =
        new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=size=" + size + ":rate=" + rate));
    arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"));
    arguments.addAll(List.of("-t", Double.toString(seconds), "-c:v", "libx264"));
    arguments.addAll(List.of("-preset", "ultrafast", "-g", "60", "-pix_fmt", "yuv420p"));
    arguments.addAll(List.of("-c:a", "aac", "-b:a", "64k"));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("-flvflags", "no_duration_filesize", file.toString()));
    Ffmpeg.ffmpeg(arguments.toArray(String[]::new));
    return FlvTags.read(file);
  }

  /** Publishes as fast as the rungs follow. */
  void publish(List<Tag> tags) {
    publish(tags, 0);
  }

  /** Publishes as fast as the rungs follow, with times moved. */
  void publish(List<Tag> tags, long offset90k) {
    for (Tag tag : tags) {
      if (tag.isConfiguration()) {
        configure(tag);
      } else {
        Tests.await(() -> channel.backlog() < BACKLOG_MAX, "the rungs follow", DEADLINE_NS);
        assertThat(publish(tag, offset90k)).isEqualTo(AccessUnitSink.ACCEPTED);
      }
    }
  }

  int publish(Tag tag, long offset90k) {
    return sink.tryPublish(
        tag.isVideo() ? video : audio,
        timeline,
        tag.pts90k() + offset90k,
        tag.dts90k() + offset90k,
        tag.isRandomAccess(),
        payloads.of(tag.bytes()));
  }

  void configure(Tag tag) {
    if (tag.isVideo()) {
      video = tag.format();
    } else {
      audio = tag.format();
    }
  }

  /** Lets a rendition not be made when it is asked for next. */
  void failOnce(String rendition) {
    failing.add(rendition);
  }

  /** The publisher goes; the next one has another timeline. */
  void suspend() {
    channel.suspend();
    breakTimeline();
  }

  /** What comes next has another timeline. */
  void breakTimeline() {
    timeline = new Timeline(timeline.serial() + 1, EPOCH_MS + 60_000, 0);
  }

  /** Ends the stream and waits until every rendition says so. */
  void end(String... renditions) {
    channel.end();
    for (String rendition : renditions) {
      Tests.await(
          () -> playlist(rendition).contains("#EXT-X-ENDLIST"), rendition + " ends", DEADLINE_NS);
    }
  }

  /** Publishes at a speed, whether the rungs follow or not. */
  void publishPaced(List<Tag> tags, long offset90k, double speed) {
    long startNs = System.nanoTime();
    for (Tag tag : tags) {
      if (tag.isConfiguration()) {
        configure(tag);
      } else {
        long dueNs = startNs + (long) (tag.dts90k() * NS_PER_TICK / speed);
        Tests.await(() -> System.nanoTime() - dueNs >= 0, "time", DEADLINE_NS);
        publish(tag, offset90k);
      }
    }
  }

  /** Returns what was said of the offers, e.g. {@code 240p30=false}, in order. */
  List<String> offers() {
    return offers;
  }

  /** Returns when the frames of audio begin that were handed on to a rendition, in order. */
  List<Long> audioTimes90k() {
    return audioTimes90k;
  }

  /** Returns the status of a rung. */
  RungStatus status(String rung) {
    return rungs().stream().filter(s -> s.rung().equals(rung)).findFirst().orElseThrow();
  }

  /** Returns the status of all rungs. */
  List<RungStatus> rungs() {
    List<RungStatus> found = new ArrayList<>();
    transcoder.forEachRung(found::add);
    return found;
  }

  /** Returns the status of the source. */
  SourceStatus sourceStatus() {
    return channel.sourceStatus();
  }

  TranscodedChannel channel() {
    return channel;
  }

  Transcoder transcoder() {
    return transcoder;
  }

  String playlist(String rendition) {
    return text("cam/playlist_" + rendition + ".m3u8");
  }

  String multivariant() {
    return text("cam/playlist.m3u8");
  }

  /** Returns the names of the segments that a playlist lists. */
  List<String> segmentNames(String rendition) {
    return playlist(rendition).lines().filter(line -> line.endsWith(".ts")).toList();
  }

  /** Returns the segments that a playlist lists. */
  byte[][] segments(String rendition) {
    return segmentNames(rendition).stream()
        .map(name -> bytes("cam/" + name))
        .toArray(byte[][]::new);
  }

  String text(String key) {
    return new String(bytes(key), StandardCharsets.UTF_8);
  }

  byte[] bytes(String key) {
    return store.live().lease(key).map(LadderFixture::bytes).orElse(new byte[0]);
  }

  /** Returns the lifetime that an object was given. */
  long ttlMs(String key) {
    try (Lease lease = store.live().lease(key).orElseThrow()) {
      return lease.spec().ttlMs();
    }
  }

  private static byte[] bytes(Lease lease) {
    try (lease) {
      byte[] bytes = new byte[(int) lease.length()];
      int[] offset = {0};
      lease.slices(0, bytes.length, slice -> {
        int length = slice.remaining();
        slice.get(bytes, offset[0], length);
        offset[0] += length;
      });
      return Arrays.copyOf(bytes, offset[0]);
    }
  }

  /** Closes everything; all that is native must be back then, and every payload. */
  @Override
  public void close() {
    channel.close();
    transcoder.close();
    packager.close();
    store.close();
    assertThat(payloads.outCount()).as("payloads of the source").isZero();
    assertThat(transcoder.natives().outstanding()).as("native objects").isZero();
  }
}
