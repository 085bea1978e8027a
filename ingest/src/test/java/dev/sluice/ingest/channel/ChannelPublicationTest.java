package dev.sluice.ingest.channel;

import static dev.sluice.ingest.channel.ChannelsFixture.AUDIO;
import static dev.sluice.ingest.channel.ChannelsFixture.IDR;
import static dev.sluice.ingest.channel.ChannelsFixture.PICTURE;
import static dev.sluice.ingest.channel.ChannelsFixture.SEI;
import static dev.sluice.ingest.channel.ChannelsFixture.TOO_LONG;
import static dev.sluice.ingest.channel.ChannelsFixture.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.channel.ChannelsFixture.Peer;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.SyntheticHevc;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChannelPublicationTest {
  // Types of NAL units of HEVC.
  private static final int TRAIL = 1;
  private static final int RADL = 7;
  private static final int RASL = 9;
  private static final int CRA = 21;

  private final ChannelsFixture fixture = new ChannelsFixture();
  private Peer peer;
  private long ms;

  @BeforeEach
  void setUp() {
    peer = fixture.request("main");
  }

  @AfterEach
  void tearDown() {
    peer.publication.close("test is over");
    assertThat(fixture.lentCount).isZero();
  }

  @Test
  void shouldStartAtFirstRandomAccessPointOnceBothTracksAreKnown() {
    peer.publication.videoFormat(VIDEO);
    peer.publication.audioFormat(AUDIO);
    peer.audio(0);
    peer.video(0, PICTURE);
    peer.audio(21);

    peer.video(33, IDR);
    peer.audio(43);

    assertThat(formats()).containsExactly(VIDEO, AUDIO);
    assertThat(drops(DropReason.BEFORE_START)).isEqualTo(2);
    assertThat(drops(DropReason.NOT_DECODABLE)).isEqualTo(1);
  }

  @Test
  void shouldTellThePackagerOfAKeyFrameUnderWayWithTheTimesThatItWillHave() {
    peer.publication.hint(new StreamHint(true, false, 25));
    peer.publication.videoFormat(VIDEO);
    peer.publication.keyFrameBegun(0, 0);
    peer.video(0, IDR);
    peer.video(40, PICTURE);

    peer.publication.keyFrameBegun(80 * 90 + 5, 80 * 90);
    peer.publication.video(80 * 90 + 5, 80 * 90, fixture.payload(IDR));

    FakePackagedChannel.Unit last = fixture.latest().units.get(2);
    assertThat(expected())
        .containsExactly(
            "expect " + last.timeline().serial() + " " + last.pts90k() + " " + last.dts90k());
  }

  @Test
  void shouldNotTellOfKeyFramesWhoseTimesBreak() {
    peer.publication.hint(new StreamHint(true, false, 25));
    peer.publication.videoFormat(VIDEO);
    peer.video(0, IDR);

    peer.publication.keyFrameBegun(60_000 * 90, 60_000 * 90);
    peer.publication.keyFrameBegun(0, 0);
    peer.publication.keyFrameBegun(0, 40 * 90);

    assertThat(expected()).isEmpty();
  }

  @Test
  void shouldNotTrustAPublisherWhoseKeyFramesAreNone() {
    peer.publication.hint(new StreamHint(true, false, 25));
    peer.publication.videoFormat(VIDEO);
    peer.video(0, IDR);

    peer.publication.keyFrameBegun(40 * 90, 40 * 90);
    peer.video(40, PICTURE);
    peer.publication.keyFrameBegun(80 * 90, 80 * 90);

    assertThat(expected()).hasSize(1);
  }

  @Test
  void shouldStartWithoutWaitingWhenPublisherAnnouncesOneTrack() {
    peer.publication.hint(new StreamHint(true, false, 25));
    peer.publication.videoFormat(VIDEO);

    peer.video(0, IDR);

    assertThat(formats()).containsExactly(VIDEO);
  }

  @Test
  void shouldStartAudioAtOnceWhenPublisherAnnouncesNoVideo() {
    peer.publication.hint(new StreamHint(false, true, 0));
    peer.publication.audioFormat(AUDIO);

    peer.audio(0);

    assertThat(formats()).containsExactly(AUDIO);
    assertThat(fixture.latest().events).contains("rendition audio");
  }

  @Test
  void shouldHoldVideoUntilTrackWaitIsOverAndLoseNoPicture() {
    peer.publication.videoFormat(VIDEO);
    peer.video(0, IDR);
    peer.video(500, PICTURE);
    assertThat(fixture.latest().units).isEmpty();

    peer.video(1_000, PICTURE);

    assertThat(formats()).containsExactly(VIDEO, VIDEO, VIDEO);
    assertThat(fixture.latest().units.get(0).isRandomAccess()).isTrue();
  }

  @Test
  void shouldHoldAudioUntilTrackWaitIsOver() {
    peer.publication.audioFormat(AUDIO);
    peer.audio(0);
    assertThat(fixture.latest().units).isEmpty();

    peer.audio(1_000);

    assertThat(formats()).containsExactly(AUDIO, AUDIO);
  }

  @Test
  void shouldStartWithAudioThatComesWithinTrackWait() {
    peer.publication.videoFormat(VIDEO);
    peer.video(0, IDR);
    peer.video(33, PICTURE);
    peer.publication.audioFormat(AUDIO);

    peer.audio(40);

    assertThat(formats()).containsExactly(VIDEO, VIDEO, AUDIO);
  }

  @Test
  void shouldAddTrackThatComesLate() {
    peer.publication.audioFormat(AUDIO);
    peer.audio(0);
    peer.audio(1_000);
    peer.publication.videoFormat(VIDEO);

    peer.video(1_100, IDR);

    assertThat(formats()).containsExactly(AUDIO, AUDIO, VIDEO);
    assertThat(fixture.latest().units.get(2).timeline().serial()).isZero();
  }

  @Test
  void shouldGoOnWithAudioAloneWhenVideoNeverShowsRandomAccessPoint() {
    peer.publication.videoFormat(VIDEO);
    peer.publication.audioFormat(AUDIO);
    for (int ms = 0; ms <= 10_000; ms += 20) {
      peer.audio(ms);
      peer.video(ms, PICTURE);
    }

    assertThat(formats()).isNotEmpty().containsOnly(AUDIO);
  }

  @Test
  void shouldBoundWhatItHolds() {
    peer.publication.videoFormat(VIDEO);
    peer.video(0, IDR);
    for (int i = 1; i < StartGate.HELD_COUNT_MAX; i++) {
      peer.video(i, PICTURE);
    }

    assertThat(fixture.latest().units).hasSize(StartGate.HELD_COUNT_MAX);
  }

  @Test
  void shouldLeaveOutTrackWithoutSequenceHeaderUntilItComes() {
    peer.publication.videoFormat(VIDEO);
    peer.audio(0);
    peer.video(0, IDR);
    peer.video(1_000, PICTURE);
    fixture.pass(6_000);
    peer.audio(1_020);
    peer.publication.audioFormat(AUDIO);

    peer.audio(1_040);

    assertThat(formats()).containsExactly(VIDEO, VIDEO, AUDIO);
    assertThat(drops(DropReason.NO_FORMAT)).isEqualTo(2);
  }

  @Test
  void shouldNotTakeTimeOfSequenceHeaderForTimeOfMedia() {
    peer.publication.videoFormat(VIDEO);
    peer.publication.audioFormat(AUDIO);
    peer.video(16_776_000, IDR);
    peer.publication.videoFormat(ChannelsFixture.video(720, new FrameRate(30, 1)));

    peer.video(16_776_033, PICTURE);

    assertThat(fixture.latest().units)
        .extracting(unit -> unit.timeline().serial())
        .containsOnly(0L);
    assertThat(fixture.latest().units.get(1).format()).isSameAs(VIDEO);
  }

  @Test
  void shouldPassChangedFormatWithFollowingUnitsUnderSameName() {
    start();
    var changed = ChannelsFixture.video(480, new FrameRate(25, 1));

    peer.publication.videoFormat(changed);
    peer.video(33, IDR);

    assertThat(formats()).containsExactly(VIDEO, changed);
    assertThat(fixture.latest().events)
        .filteredOn(e -> e.startsWith("rendition"))
        .hasSize(1);
  }

  @Test
  void shouldWaitForRandomAccessPointAfterMalformedUnit() {
    start();

    peer.video(33, TOO_LONG);
    peer.video(66, PICTURE);
    peer.video(100, IDR);
    peer.video(133, PICTURE);

    assertThat(fixture.latest().units).hasSize(3);
    assertThat(drops(DropReason.MALFORMED)).isEqualTo(1);
    assertThat(drops(DropReason.NOT_DECODABLE)).isEqualTo(1);
  }

  @Test
  void shouldLeaveOutPicturesThatReferToOnesBeforeTheStart() {
    startHevc();
    pictures(RASL, RADL, TRAIL, CRA, RASL, TRAIL);

    assertThat(types()).containsExactly(CRA, RADL, TRAIL, CRA, RASL, TRAIL);
    assertThat(drops(DropReason.NOT_DECODABLE)).isEqualTo(1);
  }

  @Test
  void shouldLeaveOutPicturesThatReferToLostOnes() {
    startHevc();
    pictures(TRAIL);
    peer.video(ms, TOO_LONG);
    ms += 33;
    pictures(TRAIL, CRA, RASL, TRAIL);

    assertThat(types()).containsExactly(CRA, TRAIL, CRA, TRAIL);
  }

  @Test
  void shouldLeaveOutPicturesThatReferToAnotherTimeline() {
    startHevc();
    pictures(TRAIL);
    ms += 60_000;
    pictures(TRAIL, CRA, RASL, TRAIL, CRA, RASL);

    assertThat(types()).containsExactly(CRA, TRAIL, TRAIL, CRA, TRAIL, CRA, RASL);
  }

  @Test
  void shouldDropUnitWithoutPicture() {
    start();

    peer.video(33, SEI);
    peer.video(66, PICTURE);

    assertThat(fixture.latest().units).hasSize(2);
  }

  @Test
  void shouldDropToNextRandomAccessPointWhenPackagerIsFull() {
    start();
    fixture.latest().result = AccessUnitSink.BACK_PRESSURED;
    peer.video(33, PICTURE);
    fixture.latest().result = AccessUnitSink.ACCEPTED;
    peer.video(66, PICTURE);
    peer.audio(70);
    peer.video(100, IDR);

    assertThat(formats()).containsExactly(VIDEO, AUDIO, VIDEO);
    assertThat(drops(DropReason.BACK_PRESSURE)).isEqualTo(1);
  }

  @Test
  void shouldNotTakeWaitForRandomAccessPointForGapOfTimes() {
    start();
    peer.video(33, TOO_LONG);
    for (int ms = 66; ms < 5_000; ms += 33) {
      peer.video(ms, PICTURE);
    }

    peer.video(5_000, IDR);

    assertThat(fixture.latest().units.get(1).timeline().serial()).isZero();
  }

  @Test
  void shouldNameRenditionAfterHeightAndFrameRate() {
    var unknown = ChannelsFixture.video(1080, FrameRate.UNKNOWN);

    assertThat(RenditionNames.of(VIDEO, 25)).isEqualTo("720p30");
    assertThat(RenditionNames.of(ChannelsFixture.video(480, new FrameRate(30_000, 1_001)), 0))
        .isEqualTo("480p30");
    assertThat(RenditionNames.of(unknown, 59.94)).isEqualTo("1080p60");
    assertThat(RenditionNames.of(unknown, 0)).isEqualTo("1080p");
  }

  private void start() {
    peer.publication.videoFormat(VIDEO);
    peer.publication.audioFormat(AUDIO);
    peer.video(0, IDR);
  }

  /** Starts with a CRA picture. */
  private void startHevc() {
    peer.publication.hint(new StreamHint(true, false, 25));
    peer.publication.videoFormat(SyntheticHevc.format());
    pictures(CRA);
  }

  private void pictures(int... types) {
    for (int type : types) {
      peer.video(ms, SyntheticAvc.accessUnit(4, SyntheticHevc.nalUnit(type, 20)));
      ms += 33;
    }
  }

  /** Returns the NAL unit types that went on. */
  private List<Integer> types() {
    return fixture.latest().units.stream().map(unit -> unit.bytes()[4] >> 1).toList();
  }

  private List<Object> formats() {
    return fixture.latest().units.stream()
        .<Object>map(FakePackagedChannel.Unit::format)
        .toList();
  }

  private List<String> expected() {
    return fixture.latest().events.stream()
        .filter(event -> event.startsWith("expect"))
        .toList();
  }

  private long drops(DropReason reason) {
    return fixture.channels.counters().drops(reason);
  }
}
