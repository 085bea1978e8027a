package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntPredicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several renditions of one channel, as a ladder makes them: what the numbers mean, and what is listed when. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class RenditionsIT {
  private static final int FRAMES_PER_SECOND = 30;
  private static final int FRAME_90K = 3_000;
  private static final long EPOCH_MS = 1_763_696_640_000L;
  private static final String TOP = "720p30";
  private static final String LOW = "240p30";
  private static final Map<String, VideoFormat> FORMATS =
      Map.of(TOP, SyntheticAvc.format(1280, 720), LOW, SyntheticAvc.format(426, 240));
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final byte[] SLICE = SyntheticAvc.accessUnit(4, SyntheticAvc.slice(300));
  private static final byte[] IDR = SyntheticAvc.accessUnit(4, SyntheticAvc.idr(900));
  private static final byte[] SOUND = new byte[100];

  private OriginStore store;
  private Packager packager;
  private PackagedChannel channel;
  private Timeline timeline = new Timeline(1, EPOCH_MS, 0);

  @BeforeEach
  void launch() {
    store = new OriginStore(new StoreContext().hotCapacity(32 << 20).conclude());
    packager = Packager.launch(new PackagerContext().namespace(store.live()));
    channel = packager.open("cam", 1_000);
  }

  @AfterEach
  void close() {
    packager.close();
    store.close();
  }

  @Test
  void shouldGiveTheSameNumbersAndDurationsWhicheverComesFirst() {
    play(TOP, 0, 3);
    play(LOW, 0, 7);
    play(TOP, 3, 9);
    play(LOW, 7, 9);
    end();

    assertThat(listed(LOW)).isEqualTo(listed(TOP)).hasSizeGreaterThan(4);
  }

  @Test
  void shouldHoldTheMultivariantPlaylistUntilEveryRenditionCanBePlayed() {
    play(LOW, 0, 1);
    play(TOP, 0, 3);
    settle();
    assertThat(text(media(TOP))).contains("_01000.ts");
    assertThat(text("cam/playlist.m3u8")).isEmpty();

    play(LOW, 1, 3);
    awaitText("cam/playlist.m3u8", "RESOLUTION=426x240");

    assertThat(text("cam/playlist.m3u8")).contains("RESOLUTION=1280x720");
  }

  @Test
  void shouldNotWaitForARenditionThatFallsBehind() {
    play(LOW, 0, 1);
    play(TOP, 0, 5);
    awaitText("cam/playlist.m3u8", "RESOLUTION=1280x720");

    assertThat(text("cam/playlist.m3u8")).doesNotContain("426x240");
  }

  @Test
  void shouldLeaveOutARenditionUntilItIsOfferedAgain() {
    play(TOP, 0, 3);
    play(LOW, 0, 3);
    awaitText("cam/playlist.m3u8", "426x240");

    channel.offer(TOP, false);
    Tests.await(() -> !text("cam/playlist.m3u8").contains("1280x720"), "720p is left out");
    channel.offer(LOW, false);
    channel.offer(TOP, true);
    awaitText("cam/playlist.m3u8", "1280x720");
    channel.offer(TOP, false);

    Tests.await(() -> text("cam/playlist.m3u8").contains("426x240"), "the last one stays");
  }

  @Test
  void shouldCorrectTheFrameRateAfterAFirstSegmentThatLackedPictures() {
    play(TOP, 0, 1, frame -> frame % 2 == 0);
    play(TOP, 1, 2);
    awaitText("cam/playlist.m3u8", "FRAME-RATE=15.000");

    play(TOP, 2, 5);

    awaitText("cam/playlist.m3u8", "FRAME-RATE=30.000");
  }

  @Test
  void shouldListAGapForWhatOneRenditionMissed() {
    play(TOP, 0, 9);
    play(LOW, 0, 3);
    play(LOW, 7, 9);
    end();

    assertThat(numbers(LOW)).isEqualTo(numbers(TOP));
    assertThat(text(media(LOW)))
        .containsOnlyOnce("#EXT-X-GAP\nplaylist_240p30_01003.ts")
        .contains("#EXTINF:2.000000,\n#EXT-X-GAP\n");
  }

  @Test
  void shouldAlignAgainOnTheNextTimelineWhenOneRenditionLostItsLastSegment() {
    play(TOP, 0, 6);
    play(LOW, 0, 3);
    channel.suspend();
    timeline = new Timeline(2, EPOCH_MS + 20_000, 0);
    play(LOW, 0, 5);
    play(TOP, 0, 5);
    end();

    assertThat(numbers(LOW)).isEqualTo(numbers(TOP));
    assertThat(breaks(LOW)).isEqualTo(breaks(TOP)).hasSize(1);
  }

  @Test
  void shouldStartALateRenditionWithTheBreaksOfTheOthers() {
    play(TOP, 0, 3);
    channel.suspend();
    timeline = new Timeline(2, EPOCH_MS + 20_000, 0);
    play(TOP, 0, 5);
    play(LOW, 1, 5);
    end();

    assertThat(text(media(LOW))).contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n");
    assertThat(numbers(TOP)).endsWith(numbers(LOW).toArray(String[]::new));
  }

  private void play(String rendition, int fromSecond, int toSecond) {
    play(rendition, fromSecond, toSecond, frame -> true);
  }

  private void play(String rendition, int fromSecond, int toSecond, IntPredicate isSent) {
    AccessUnitSink sink = channel.rendition(rendition);
    for (int frame = fromSecond * FRAMES_PER_SECOND;
        frame < toSecond * FRAMES_PER_SECOND;
        frame++) {
      boolean isKeyFrame = frame % FRAMES_PER_SECOND == 0;
      long pts90k = (long) frame * FRAME_90K;
      Payload picture = new Payload(isKeyFrame ? IDR : SLICE);
      if (isSent.test(frame)) {
        sink.tryPublish(FORMATS.get(rendition), timeline, pts90k, pts90k, isKeyFrame, picture);
      }
      sink.tryPublish(STEREO, timeline, pts90k, pts90k, true, new Payload(SOUND));
    }
  }

  /** Waits until all units are taken. */
  private void settle() {
    CountDownLatch last = new CountDownLatch(1);
    ((ShardChannel) channel).ring().offer(last::countDown);
    Tests.await(() -> last.getCount() == 0, "all units");
  }

  private void end() {
    channel.end();
    awaitText(media(TOP), "#EXT-X-ENDLIST");
    awaitText(media(LOW), "#EXT-X-ENDLIST");
  }

  private List<String> numbers(String rendition) {
    return lines(rendition, ".ts")
        .map(uri -> uri.substring(uri.lastIndexOf('_')))
        .toList();
  }

  /** The durations and numbers in order. */
  private List<String> listed(String rendition) {
    return text(media(rendition))
        .replace(rendition, "")
        .lines()
        .filter(line -> line.startsWith("#EXTINF") || line.endsWith(".ts"))
        .toList();
  }

  /** The numbers of the segments after a break. */
  private List<String> breaks(String rendition) {
    String[] stretches = text(media(rendition)).split("#EXT-X-DISCONTINUITY\n");
    return List.of(stretches).subList(1, stretches.length).stream()
        .map(stretch ->
            stretch.lines().filter(line -> line.endsWith(".ts")).findFirst().orElseThrow())
        .map(uri -> uri.substring(uri.lastIndexOf('_')))
        .toList();
  }

  private java.util.stream.Stream<String> lines(String rendition, String end) {
    return text(media(rendition)).lines().filter(line -> line.endsWith(end));
  }

  private static String media(String rendition) {
    return "cam/playlist_" + rendition + ".m3u8";
  }

  private void awaitText(String key, String text) {
    Tests.await(() -> text(key).contains(text), text);
  }

  private String text(String key) {
    try (Lease lease = store.live().lease(key).orElse(null)) {
      if (lease == null) {
        return "";
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) lease.length());
      lease.slices(0, bytes.capacity(), bytes::put);
      return new String(bytes.array(), StandardCharsets.UTF_8);
    }
  }

  private record Payload(byte[] bytes) implements AccessUnitPayload {
    @Override
    public void wrapInto(UnsafeBuffer view) {
      view.wrap(bytes);
    }

    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void release() {}
  }
}
