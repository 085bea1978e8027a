package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.Tests;
import dev.sluice.origin.live.LivePlaylist;
import dev.sluice.origin.live.LivePlaylists;
import dev.sluice.origin.live.dvr.Recordings;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A channel that is published to by hand, packaged as CMAF alone, and read back from the store. */
final class CmafStream implements AutoCloseable {
  static final long FIRST = 1_000;
  static final long EPOCH_MS = 1_763_696_640_000L;
  static final int FRAMES_PER_SECOND = 30;
  static final int FRAME_90K = 3_000;

  private static final String DELTA = "?_HLS_skip=YES";
  private static final int AUDIO_90K = 1_920;
  private static final byte[] IDR = SyntheticAvc.accessUnit(4, SyntheticAvc.idr(4_000));
  private static final byte[] SLICE = SyntheticAvc.accessUnit(4, SyntheticAvc.slice(900));
  private static final byte[] SOUND = new byte[200];

  final LivePlaylists livePlaylists = new LivePlaylists();
  final OriginStore store;
  final Recordings recordings;
  final Packager packager;
  final PackagedChannel channel;

  private final CountedPayloads payloads = new CountedPayloads();
  private Timeline timeline = new Timeline(1, EPOCH_MS, 0);

  CmafStream(SegmentFormat... formats) {
    this(new PackagerContext().outputs(Set.of(formats)));
  }

  CmafStream(PackagerContext context) {
    this(context, new StoreContext());
  }

  CmafStream(PackagerContext context, StoreContext storeContext) {
    store = new OriginStore(storeContext.hotCapacity(64 << 20).conclude());
    recordings = new Recordings(store.live(), () -> EPOCH_MS, () -> 0);
    packager = Packager.launch(context
        .threads(1)
        .ringSize(1 << 14)
        .livePlaylists(livePlaylists)
        .recordings(recordings)
        .namespace(store.live()));
    channel = packager.open("cam", FIRST);
  }

  /** Goes on with the times of another timeline. */
  void goOn(Timeline next) {
    timeline = next;
  }

  Timeline timeline() {
    return timeline;
  }

  /** Goes on with times from 0, at a wall clock so many seconds after the beginning. */
  void restart(int seconds) {
    timeline = new Timeline(timeline.serial() + 1, EPOCH_MS + 1_000L * seconds, 0);
  }

  /** Publishes both tracks by their times, with a random access point a second; null is a track that is not there. */
  void play(String rendition, int fromSecond, int toSecond, VideoFormat video, AudioFormat audio) {
    for (int frame = fromSecond * FRAMES_PER_SECOND;
        frame < toSecond * FRAMES_PER_SECOND;
        frame++) {
      if (video != null) {
        picture(rendition, video, frame);
      }
      if (audio != null) {
        sound(rendition, audio, frame);
      }
    }
  }

  /** Publishes one picture. */
  void picture(String rendition, VideoFormat video, int frame) {
    boolean isKeyFrame = frame % FRAMES_PER_SECOND == 0;
    picture(rendition, video, frame, frame, isKeyFrame);
  }

  /** Publishes one picture by its places in the orders in which pictures are shown and decoded. */
  void picture(String rendition, VideoFormat video, int shown, int decoded, boolean isKeyFrame) {
    byte[] bytes = isKeyFrame ? IDR : SLICE;
    publish(
        rendition, video, (long) shown * FRAME_90K, (long) decoded * FRAME_90K, isKeyFrame, bytes);
  }

  /** Publishes the sound that begins while a picture is shown. */
  void sound(String rendition, AudioFormat audio, int frame) {
    int first = (frame * FRAME_90K + AUDIO_90K - 1) / AUDIO_90K;
    for (int sound = first; sound * AUDIO_90K < (frame + 1) * FRAME_90K; sound++) {
      long pts90k = (long) sound * AUDIO_90K;
      publish(rendition, audio, pts90k, pts90k, true, SOUND);
    }
  }

  /** Says that a picture is on its way. */
  void expect(String rendition, int frame) {
    long time90k = (long) frame * FRAME_90K;
    channel.rendition(rendition).expectRandomAccess(timeline, time90k, time90k);
  }

  /** Waits until all units are taken and all commands are run. */
  void settle() {
    CountDownLatch last = new CountDownLatch(1);
    ((ShardChannel) channel).ring().offer(last::countDown);
    Tests.await(() -> last.getCount() == 0, "all units and commands");
  }

  /** Ends the stream; returns when all playlists have ended, one of which has to say so. */
  void end(String playlist) {
    channel.end();
    settle();
    assertThat(text(playlist)).contains("#EXT-X-ENDLIST");
  }

  void awaitText(String uri, String text) {
    Tests.await(() -> text(uri).contains(text), text + " in " + uri);
  }

  String text(String uri) {
    return new String(bytes(uri), StandardCharsets.UTF_8);
  }

  /** Returns what the store has once it was asked for, nothing if it has no such object. */
  byte[] bytes(String uri) {
    bring(uri);
    try (Lease lease = store.live().lease("cam/" + uri).orElse(null)) {
      return lease == null ? new byte[0] : bytes(lease, 0, lease.length());
    }
  }

  /** Returns a lease on an object, be it empty. */
  Lease lease(String uri) {
    return store.live().lease("cam/" + uri).orElseThrow();
  }

  /** Returns some bytes of an object. */
  byte[] bytes(String uri, long offset, long length) {
    try (Lease lease = lease(uri)) {
      return bytes(lease, offset, length);
    }
  }

  private static byte[] bytes(Lease lease, long offset, long length) {
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    lease.slices(offset, length, bytes::put);
    return bytes.array();
  }

  /** Returns whether the store has an object, be it empty. */
  boolean has(String uri) {
    bring(uri);
    try (Lease lease = store.live().lease("cam/" + uri).orElse(null)) {
      return lease != null;
    }
  }

  LowLatencyPlaylist playlist(String uri) {
    return LowLatencyPlaylist.parse(text(uri));
  }

  List<String> lines(String uri, String start) {
    return text(uri).lines().filter(line -> line.startsWith(start)).toList();
  }

  int payloadsOut() {
    return payloads.outCount();
  }

  @Override
  public void close() {
    packager.close();
    store.close();
  }

  private void bring(String uri) {
    livePlaylists.find("cam/" + uri).ifPresent(LivePlaylist::bringWhole);
    if (uri.endsWith(DELTA)) {
      livePlaylists
          .find("cam/" + uri.substring(0, uri.length() - DELTA.length()))
          .ifPresent(LivePlaylist::bringDelta);
    }
  }

  /** Publishes one access unit. */
  void publish(
      String rendition,
      TrackFormat format,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      byte[] bytes) {
    channel
        .rendition(rendition)
        .tryPublish(format, timeline, pts90k, dts90k, isRandomAccess, payloads.of(bytes));
  }
}
