package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.PackagerCounters.Drop;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import dev.sluice.packager.ts.TsAssert;
import dev.sluice.packager.ts.TsSegment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access units through ring, muxer and store, read back as a player would. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class PackagerIT {
  private static final long FIRST = 1_000;
  private static final int FRAMES_PER_SECOND = 30;
  private static final int FRAME_90K = 3_000;
  private static final int AUDIO_90K = 1_920;
  private static final int TS_PACKET_LENGTH = 188;
  private static final long EPOCH_MS = 1_763_696_640_000L;
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final AudioFormat MONO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x88});
  private static final byte[] IDR = SyntheticAvc.accessUnit(4, SyntheticAvc.idr(4_000));
  private static final byte[] SLICE = SyntheticAvc.accessUnit(4, SyntheticAvc.slice(900));
  private static final byte[] FRAME = new byte[200];

  private final CountedPayloads payloads = new CountedPayloads();
  private OriginStore store;
  private Packager packager;
  private PackagedChannel channel;
  private AccessUnitSink sink;
  private Timeline timeline = new Timeline(1, EPOCH_MS, 0);

  @BeforeEach
  void launch() {
    launch(64 << 20);
  }

  @AfterEach
  void close() {
    packager.close();
    store.close();
    assertThat(payloads.outCount()).isZero();
  }

  @Test
  void shouldListSegmentsOfVideoAndAudio() {
    play(0, 6, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).isEqualTo("""
        #EXTM3U
        #EXT-X-VERSION:6
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-TARGETDURATION:2
        #EXT-X-MEDIA-SEQUENCE:1000
        #EXT-X-DISCONTINUITY-SEQUENCE:0
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:00.000Z
        #EXTINF:1.000000,
        playlist_720p30_01000.ts
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:01.000Z
        #EXTINF:2.000000,
        playlist_720p30_01001.ts
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:03.000Z
        #EXTINF:2.000000,
        playlist_720p30_01002.ts
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:05.000Z
        #EXTINF:1.000000,
        playlist_720p30_01003.ts
        #EXT-X-ENDLIST
        """);
    assertThat(multivariant())
        .contains(
            "CODECS=\"avc1.4d401f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=30.000\nplaylist_720p30.m3u8");
  }

  @Test
  void shouldServeWholeSegmentsAndTheSamePlaylistAsGzip() throws IOException {
    play(0, 4, HD, STEREO);
    awaitText("_01001.ts");

    byte[] segment = bytes("cam/playlist_720p30_01001.ts");

    assertThat(segment.length % TS_PACKET_LENGTH).isZero();
    for (int offset = 0; offset < segment.length; offset += TS_PACKET_LENGTH) {
      assertThat(segment[offset]).isEqualTo((byte) 0x47);
    }
    assertThat(unzipped("cam/playlist_720p30.m3u8")).isEqualTo(media());
    try (Lease lease = store.live().lease("cam/playlist_720p30_01001.ts").orElseThrow()) {
      assertThat(lease.isComplete()).isTrue();
      assertThat(lease.spec().cacheControl()).isEqualTo("max-age=3600, immutable");
    }
  }

  @Test
  void shouldListASegmentAsSoonAsTheNextRandomAccessPointIsUnderWay() {
    play(0, 3, HD, STEREO);
    sink.expectRandomAccess(timeline, 3 * 90_000, 3 * 90_000);
    awaitText("_01001.ts");
    play(3, 5, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media())
        .contains("#EXTINF:1.000000,\nplaylist_720p30_01000.ts")
        .contains("#EXTINF:2.000000,\nplaylist_720p30_01001.ts")
        .contains("#EXTINF:2.000000,\nplaylist_720p30_01002.ts")
        .doesNotContain("DISCONTINUITY\n");
    TsAssert.assertTs(bytes("cam/playlist_720p30_01001.ts"), bytes("cam/playlist_720p30_01002.ts"));
  }

  @Test
  void shouldLeaveNothingBehindWhenTheStreamBreaksOffInARandomAccessPoint() {
    play(0, 3, HD, STEREO);
    sink.expectRandomAccess(timeline, 3 * 90_000, 3 * 90_000);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).contains("_01001.ts").doesNotContain("_01002.ts");
    assertThat(store.live().lease("cam/playlist_720p30_01002.ts")).isEmpty();
  }

  @Test
  void shouldGoOnWithAPictureThatWasExpectedToBeARandomAccessPointAndIsNone() {
    play(0, 3, HD, STEREO);
    sink.expectRandomAccess(timeline, 3 * 90_000, 3 * 90_000);
    for (int frame = 3 * FRAMES_PER_SECOND; frame < 4 * FRAMES_PER_SECOND; frame++) {
      publishVideo(frame, HD);
    }
    play(4, 6, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(packager.counters().dropped(Drop.WAITING)).isZero();
    assertThat(packager.counters().forcedCuts()).isEqualTo(1);
    assertThat(media()).contains("_01002.ts").doesNotContain("#EXT-X-INDEPENDENT-SEGMENTS");
  }

  @Test
  void shouldWaitForARandomAccessPointWhenTheExpectedOneDoesNotCome() {
    play(0, 3, HD, STEREO);
    sink.expectRandomAccess(timeline, 3 * 90_000, 3 * 90_000);
    publishVideo(3 * FRAMES_PER_SECOND + 1, HD);
    play(4, 6, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(packager.counters().dropped(Drop.WAITING)).isEqualTo(1);
    assertThat(media()).contains("#EXT-X-INDEPENDENT-SEGMENTS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1190", "1188"})
  void shouldFillWithSilenceWhenAudioStaysAwayAndTakeItUpAgain(String configuration) {
    AudioFormat audio = AacConfiguration.parse(HexFormat.of().parseHex(configuration));
    play(0, 3, HD, audio);
    for (int frame = 3 * FRAMES_PER_SECOND; frame < 8 * FRAMES_PER_SECOND; frame++) {
      boolean isKeyFrame = frame % FRAMES_PER_SECOND == 0;
      publish(HD, (long) frame * FRAME_90K, isKeyFrame, isKeyFrame ? IDR : SLICE);
    }
    play(8, 10, HD, audio);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    List<TsSegment> segments = TsAssert.assertTs(
        bytes("cam/playlist_720p30_01001.ts"),
        bytes("cam/playlist_720p30_01002.ts"),
        bytes("cam/playlist_720p30_01003.ts"),
        bytes("cam/playlist_720p30_01004.ts"));
    assertThat(segments).allMatch(segment -> !segment.audio().isEmpty());
    assertThat(packager.counters().silentFrames()).isBetween(190L, 215L);
    assertThat(packager.counters().discontinuities()).isZero();
  }

  @Test
  void shouldNotFillWhereAudioOnlyLagsUntilTheEnd() {
    for (int frame = 0; frame < 5 * FRAMES_PER_SECOND; frame++) {
      boolean isKeyFrame = frame % FRAMES_PER_SECOND == 0;
      publish(HD, (long) frame * FRAME_90K, isKeyFrame, isKeyFrame ? IDR : SLICE);
      if (frame >= FRAMES_PER_SECOND) {
        publish(STEREO, (long) (frame - FRAMES_PER_SECOND) * FRAME_90K, true, FRAME);
      }
    }
    awaitText("_01001.ts");
    assertThat(packager.counters().silentFrames()).isZero();
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(packager.counters().silentFrames()).isBetween(46L, 48L);
  }

  @Test
  void shouldPlayAudioAlone() {
    play(0, 4, null, STEREO);
    awaitText("_01001.ts");

    assertThat(multivariant()).contains("CODECS=\"mp4a.40.2\"\n").doesNotContain("RESOLUTION");
  }

  @Test
  void shouldPlayVideoAlone() {
    play(0, 4, HD, null);
    awaitText("_01001.ts");

    assertThat(multivariant()).contains("CODECS=\"avc1.4d401f\",RESOLUTION=1280x720");
  }

  @Test
  void shouldMarkOneDiscontinuityWhenTimelineAndFormatsChange() {
    play(0, 2, HD, STEREO);
    channel.suspend();
    timeline = new Timeline(2, EPOCH_MS + 10_000, 0);
    play(0, 4, SD, MONO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).containsOnlyOnce("#EXT-X-DISCONTINUITY\n").contains("""
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:10.000Z
        """);
    assertThat(multivariant()).contains("RESOLUTION=640x360");
  }

  @Test
  void shouldGoOnWithoutADiscontinuityWhenAnEqualFormatIsRepeated() {
    play(0, 2, HD, STEREO);
    play(2, 4, SyntheticAvc.format(1280, 720), STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).doesNotContain("#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void shouldTakeALateTrackWithOneDiscontinuity() {
    play(0, 3, HD, null);
    play(3, 6, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).containsOnlyOnce("#EXT-X-DISCONTINUITY\n");
    assertThat(multivariant()).contains("CODECS=\"avc1.4d401f,mp4a.40.2\"");
  }

  @Test
  void shouldNotListALastSegmentThatLacksItsAudio() {
    play(0, 3, HD, STEREO);
    publish(HD, 3 * FRAMES_PER_SECOND * FRAME_90K, true, IDR);
    channel.suspend();
    timeline = new Timeline(2, EPOCH_MS + 10_000, 0);
    play(0, 2, HD, STEREO);
    channel.end();
    awaitText("#EXT-X-ENDLIST");

    assertThat(media()).containsOnlyOnce("#EXT-X-DISCONTINUITY\n").contains("""
        #EXTINF:2.000000,
        playlist_720p30_01001.ts
        #EXT-X-DISCONTINUITY
        #EXT-X-PROGRAM-DATE-TIME:2025-11-21T03:44:10.000Z
        #EXTINF:2.000000,
        playlist_720p30_01002.ts
        """);
    TsAssert.assertTs(bytes("cam/playlist_720p30_01002.ts"));
  }

  @Test
  void shouldPublishTheOpenSegmentWhenThePublisherGoes() {
    play(0, 2, HD, STEREO);
    channel.suspend();
    awaitText("_01001.ts");

    assertThat(media()).doesNotContain("#EXT-X-ENDLIST");
    assertThat(channel.nextMediaSequence()).isEqualTo(FIRST + 2);
  }

  @Test
  void shouldTakeThePlaylistsAwayWhenClosed() {
    play(0, 4, HD, STEREO);
    awaitText("_01001.ts");
    channel.close();
    Tests.await(
        () -> store.live().lease("cam/playlist.m3u8").map(PackagerIT::text).isEmpty(),
        "no playlist");

    assertThat(bytes("cam/playlist_720p30_01000.ts")).isNotEmpty();
    assertThat(publishVideo(4 * FRAMES_PER_SECOND, HD)).isEqualTo(AccessUnitSink.CLOSED);
  }

  @Test
  void shouldDropAMalformedPictureAndThoseThatNeedIt() {
    play(0, 2, HD, STEREO);
    publish(HD, 2 * FRAMES_PER_SECOND * FRAME_90K, true, IDR);
    publish(HD, (2 * FRAMES_PER_SECOND + 1) * FRAME_90K, false, new byte[] {0, 0, 9, 9, 1});
    publishVideo(2 * FRAMES_PER_SECOND + 2, HD);
    play(3, 5, HD, STEREO);
    awaitText("_01001.ts");

    assertThat(packager.counters().dropped(Drop.MALFORMED)).isEqualTo(1);
    assertThat(packager.counters().dropped(Drop.WAITING)).isEqualTo(1);
  }

  @Test
  void shouldDropWhenTheStoreIsFullAndNeverBlock() {
    packager.close();
    store.close();
    launch(1 << 20);
    play(0, 60, HD, STEREO, SyntheticAvc.accessUnit(4, SyntheticAvc.idr(300_000)));
    channel.suspend();
    Tests.await(() -> packager.ringOccupied() == 0, "ring empty");

    assertThat(packager.counters().dropped(Drop.EXHAUSTED)).isPositive();
  }

  private void launch(long hotCapacity) {
    store = new OriginStore(new StoreContext().hotCapacity(hotCapacity).conclude());
    packager =
        Packager.launch(new PackagerContext().threads(1).ringSize(1 << 14).namespace(store.live()));
    channel = packager.open("cam", FIRST);
    sink = channel.rendition("720p30");
  }

  private void play(int fromSecond, int toSecond, VideoFormat video, AudioFormat audio) {
    play(fromSecond, toSecond, video, audio, IDR);
  }

  /** Publishes with a random access point a second, both tracks by their times. */
  private void play(
      int fromSecond, int toSecond, VideoFormat video, AudioFormat audio, byte[] idr) {
    int audioFrame = ceilDiv(fromSecond * 90_000, AUDIO_90K);
    for (int frame = fromSecond * FRAMES_PER_SECOND;
        frame < toSecond * FRAMES_PER_SECOND;
        frame++) {
      if (video != null) {
        boolean isRandomAccess = frame % FRAMES_PER_SECOND == 0;
        publish(video, frame * (long) FRAME_90K, isRandomAccess, isRandomAccess ? idr : SLICE);
      }
      for (; audio != null && audioFrame * AUDIO_90K < (frame + 1) * FRAME_90K; audioFrame++) {
        publish(audio, audioFrame * (long) AUDIO_90K, true, FRAME);
      }
    }
  }

  private static int ceilDiv(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private int publishVideo(int frame, VideoFormat video) {
    return publish(video, frame * (long) FRAME_90K, false, SLICE);
  }

  private int publish(TrackFormat format, long pts90k, boolean isRandomAccess, byte[] bytes) {
    return sink.tryPublish(format, timeline, pts90k, pts90k, isRandomAccess, payloads.of(bytes));
  }

  private void awaitText(String text) {
    Tests.await(
        () -> store
            .live()
            .lease("cam/playlist_720p30.m3u8")
            .map(PackagerIT::text)
            .orElse("")
            .contains(text),
        text);
  }

  private String media() {
    return text(store.live().lease("cam/playlist_720p30.m3u8").orElseThrow());
  }

  private String multivariant() {
    return text(store.live().lease("cam/playlist.m3u8").orElseThrow());
  }

  private byte[] bytes(String key) {
    return bytes(store.live().lease(key).orElseThrow());
  }

  private String unzipped(String key) throws IOException {
    try (Lease lease = store.live().lease(key).orElseThrow()) {
      byte[] gzip = bytes(lease.gzip().orElseThrow());
      return new String(
          new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  private static String text(Lease lease) {
    return new String(bytes(lease), StandardCharsets.UTF_8);
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
}
