package dev.sluice.ingest.channel;

import static dev.sluice.ingest.channel.ChannelsFixture.IDR;
import static dev.sluice.ingest.channel.ChannelsFixture.PICTURE;
import static dev.sluice.ingest.channel.ChannelsFixture.START_EPOCH_MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.channel.ChannelStatus.State;
import dev.sluice.ingest.channel.ChannelsFixture.Peer;
import dev.sluice.ingest.channel.PublishListener.Refusal;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {
  private static final long FIRST_MEDIA_SEQUENCE = START_EPOCH_MS / 1_000;

  private ChannelsFixture fixture = new ChannelsFixture();

  @AfterEach
  void tearDown() {
    fixture.channels.close();
    fixture.runLoop();
    assertThat(fixture.lentCount).isZero();
  }

  @Test
  void shouldAcceptPublisherAndNumberSegmentsFromClock() {
    Peer peer = fixture.publish("main");
    peer.video(0, IDR);

    assertThat(fixture.latest().events)
        .containsExactly("open main at " + FIRST_MEDIA_SEQUENCE, "rendition 720p30");
    assertThat(fixture.latest().units).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".hidden", "..", "a/b", "a..b", "%2e", "a\0b", "a b", "a\n", "\u00e4", "a?b"})
  void shouldRefuseNamesThatAreNoNames(String name) {
    assertThat(fixture.request(name).refusal).isEqualTo(Refusal.BAD_NAME);
    assertThat(fixture.packaged).isEmpty();
  }

  @Test
  void shouldTakeNamesOfSixtyFourCharactersAndNoMore() {
    assertThat(fixture.request("a".repeat(64)).publication).isNotNull();
    assertThat(fixture.request("a".repeat(65)).refusal).isEqualTo(Refusal.BAD_NAME);
  }

  @Test
  void shouldRefuseWrongKeyBeforeTouchingTheChannel() {
    fixture = new ChannelsFixture(
        settings -> settings.authorizer((permission, namespace, key, credential) ->
            namespace.equals("live") && credential.equals("secret")
                ? Decision.ALLOWED
                : Decision.UNAUTHENTICATED));

    assertThat(fixture.request("main", "guess").refusal).isEqualTo(Refusal.UNAUTHORIZED);
    assertThat(fixture.request("main", "secret").publication).isNotNull();
    assertThat(fixture.channels.counters().refusals(Refusal.UNAUTHORIZED)).isEqualTo(1);
  }

  @Test
  void shouldRefuseChannelsPastTheLimit() {
    fixture = new ChannelsFixture(settings -> settings.maxChannels(1));
    fixture.request("main");

    assertThat(fixture.request("second").refusal).isEqualTo(Refusal.LIMIT);
  }

  @Test
  void shouldRefuseSecondPublisherAtFirstMediaOfTheFirst() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    Peer second = fixture.request("main");
    assertThat(second.refusal).isNull();

    fixture.pass(33);
    first.video(33, PICTURE);
    fixture.runLoop();

    assertThat(second.refusal).isEqualTo(Refusal.BUSY);
    assertThat(first.disconnected).isNull();
    assertThat(fixture.latest().units).hasSize(2);
    assertThat(fixture.latest().events).doesNotContain("suspend");
  }

  @Test
  void shouldLetSecondPublisherTakeOverWhenFirstIsSilent() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    Peer second = fixture.request("main");
    fixture.pass(1_999);
    assertThat(second.publication).isNull();

    fixture.pass(1);
    second.publication.videoFormat(ChannelsFixture.VIDEO);
    second.publication.audioFormat(ChannelsFixture.AUDIO);
    second.video(0, IDR);

    assertThat(first.disconnected).isEqualTo("another publisher took over");
    assertThat(fixture.latest().events).endsWith("suspend");
    assertThat(fixture.latest().units.get(1).timeline().serial()).isEqualTo(1);
    assertThat(fixture.channels.counters().takeovers()).isEqualTo(1);
  }

  @Test
  void shouldTakeOverAtOnceFromPublisherThatIsStaleAlready() {
    fixture.publish("main").video(0, IDR);
    fixture.pass(2_000);

    assertThat(fixture.request("main").publication).isNotNull();
  }

  @Test
  void shouldSwallowWhatTheReplacedPublisherStillSends() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    fixture.pass(2_000);
    Peer second = fixture.request("main");

    first.video(2_000, IDR);
    first.publication.close("connection closed");

    assertThat(fixture.latest().units).hasSize(1);
    assertThat(fixture.channels.counters().drops(DropReason.TAKEN_OVER)).isEqualTo(1);
    assertThat(fixture.channels.snapshot().get(0).state()).isEqualTo(State.PUBLISHING);
    assertThat(second.refusal).isNull();
  }

  @Test
  void shouldTakeOverFromLivePublisherIfToldTo() {
    fixture = new ChannelsFixture(settings -> settings.takeover(TakeoverPolicy.ALWAYS));
    Peer first = fixture.publish("main");
    first.video(0, IDR);

    assertThat(fixture.request("main").publication).isNotNull();
    assertThat(first.disconnected).isNotNull();
  }

  @Test
  void shouldNeverTakeOverIfToldSo() {
    fixture = new ChannelsFixture(settings -> settings.takeover(TakeoverPolicy.NEVER));
    fixture.publish("main").video(0, IDR);
    fixture.pass(60_000);

    assertThat(fixture.request("main").refusal).isEqualTo(Refusal.BUSY);
  }

  @Test
  void shouldBoundPublishersThatWait() {
    fixture.publish("main").video(0, IDR);
    for (int i = 0; i < Channel.WAITING_COUNT_MAX; i++) {
      assertThat(fixture.request("main").refusal).isNull();
    }

    assertThat(fixture.request("main").refusal).isEqualTo(Refusal.BUSY);
  }

  @Test
  void shouldGiveChannelToWaitingPublisherWhenTheFirstCloses() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    Peer second = fixture.request("main");
    Peer third = fixture.request("main");

    first.publication.close("deleteStream");
    fixture.runLoop();

    assertThat(second.publication).isNotNull();
    assertThat(third.refusal).isEqualTo(Refusal.BUSY);
  }

  @Test
  void shouldForgetRequestThatIsWithdrawn() throws Exception {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    Peer second = fixture.request("main");
    second.handle.close();

    fixture.pass(3_000);

    assertThat(second.publication).isNull();
    assertThat(first.disconnected).isNull();
  }

  @Test
  void shouldSuspendWhenGrantedConnectionIsGoneBeforeTheAnswer() throws Exception {
    Peer peer = fixture.new Peer();
    AutoCloseable handle =
        fixture.channels.requestPublish(new PublishRequest("main", "", peer, fixture.loop), peer);
    handle.close();
    fixture.runLoop();

    assertThat(peer.publication).isNull();
    assertThat(fixture.channels.snapshot().get(0).state()).isEqualTo(State.SUSPENDED);
  }

  @Test
  void shouldResumeSameLifeWithOneNewTimeline() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    first.publication.close("connection reset");
    fixture.pass(10_000);

    Peer second = fixture.publish("main");
    second.video(0, IDR);

    var units = fixture.latest().units;
    assertThat(fixture.packaged).hasSize(1);
    assertThat(fixture.latest().events).endsWith("rendition 720p30", "suspend");
    assertThat(units.get(1).timeline().serial()).isEqualTo(1);
    assertThat(units.get(1).timeline().epochMsAt(units.get(1).pts90k()))
        .isEqualTo(START_EPOCH_MS + 10_000);
    assertThat(fixture.channels.counters().resumes()).isEqualTo(1);
  }

  @Test
  void shouldSendPublisherAwayThatSendsNoMedia() {
    Peer peer = fixture.publish("main");
    peer.video(0, IDR);
    fixture.pass(29_999);
    assertThat(peer.disconnected).isNull();

    fixture.pass(1);

    assertThat(peer.disconnected).isEqualTo("no media for 30000 ms");
  }

  @Test
  void shouldSendPublisherAwayWhoseSequenceHeadersNeverCome() {
    Peer peer = fixture.request("main");

    for (int s = 0; s < 30; s++) {
      peer.video(s * 1_000, IDR);
      peer.audio(s * 1_000);
      fixture.pass(1_000);
    }

    assertThat(peer.disconnected).isEqualTo("no sequence header for 30000 ms");
    assertThat(fixture.channels.counters().drops(DropReason.NO_FORMAT)).isEqualTo(60);
  }

  @Test
  void shouldSendPublisherAwayWhoseKeyFramesNeverCome() {
    Peer peer = fixture.publish("main");

    for (int s = 0; s < 30; s++) {
      peer.video(s * 1_000, PICTURE);
      fixture.pass(1_000);
    }

    assertThat(peer.disconnected).isEqualTo("no key frame for 30000 ms");
  }

  @Test
  void shouldKeepPublisherOfWhichOneTrackIsOfUse() {
    Peer peer = fixture.publish("main");

    for (int s = 0; s < 60; s++) {
      peer.video(s * 1_000, PICTURE);
      peer.audio(s * 1_000);
      fixture.pass(1_000);
    }

    assertThat(peer.disconnected).isNull();
    assertThat(fixture.latest().units).isNotEmpty();
  }

  @Test
  void shouldEndAfterResumeWindowAndForgetAfterRetention() {
    fixture.publish("main").publication.close("connection reset");
    fixture.pass(29_999);
    assertThat(fixture.latest().events).doesNotContain("end");

    fixture.pass(1);
    assertThat(fixture.channels.snapshot().get(0).state()).isEqualTo(State.ENDED);
    fixture.pass(60_000);

    assertThat(fixture.latest().events).endsWith("suspend", "end", "close");
    assertThat(fixture.channels.snapshot()).isEmpty();
  }

  @Test
  void shouldNotProlongResumeWindowForPublisherThatFeedsNothing() {
    Peer first = fixture.publish("main");
    first.video(0, IDR);
    first.publication.close("connection reset");
    fixture.pass(20_000);
    Peer second = fixture.publish("main");
    fixture.pass(30_000);

    second.publication.close(second.disconnected);
    fixture.pass(1);

    assertThat(fixture.channels.snapshot().get(0).state()).isEqualTo(State.ENDED);
  }

  @Test
  void shouldBeginNewLifeAfterEndWithHigherNumbers() {
    fixture.publish("main").publication.close("connection reset");
    fixture.latest().nextMediaSequence = FIRST_MEDIA_SEQUENCE + 1_000;
    fixture.pass(30_000);

    fixture.publish("main");

    assertThat(fixture.packaged.get(0).events).endsWith("end", "close");
    assertThat(fixture.latest().events)
        .containsExactly("open main at " + (FIRST_MEDIA_SEQUENCE + 1_000));
  }

  @Test
  void shouldRememberNumbersOfForgottenChannelUntilTheClockPassesThem() {
    fixture.publish("main").publication.close("connection reset");
    fixture.latest().nextMediaSequence = FIRST_MEDIA_SEQUENCE + 1_000;
    fixture.pass(30_000);
    fixture.pass(60_000);
    fixture.pass(1);

    fixture.publish("main");

    assertThat(fixture.latest().events)
        .containsExactly("open main at " + (FIRST_MEDIA_SEQUENCE + 1_000));
  }

  @Test
  void shouldStartFromClockAgainOnceItHasPassedTheNumbers() {
    fixture.publish("main").publication.close("connection reset");
    fixture.pass(30_000);
    fixture.pass(60_000);
    fixture.pass(10_000);

    fixture.publish("main");

    assertThat(fixture.latest().events)
        .containsExactly("open main at " + (FIRST_MEDIA_SEQUENCE + 100));
  }

  @Test
  void shouldSendEverybodyAwayWhenItCloses() {
    Peer first = fixture.publish("main");
    first.audio(0);
    Peer second = fixture.request("main");

    fixture.channels.close();
    fixture.runLoop();

    assertThat(first.disconnected).isEqualTo("the server stops");
    assertThat(second.refusal).isEqualTo(Refusal.LIMIT);
    assertThat(fixture.latest().events).endsWith("suspend").doesNotContain("end");
    assertThat(fixture.request("other").refusal).isEqualTo(Refusal.LIMIT);
  }

  @Test
  void shouldTellWhatChannelsDo() {
    fixture.publish("main").video(0, IDR);
    fixture.pass(40);

    assertThat(fixture.channels.snapshot())
        .containsExactly(new ChannelStatus(
            "main",
            State.PUBLISHING,
            START_EPOCH_MS,
            "rtmp",
            "avc1.64001f",
            "mp4a.40.2",
            1280,
            720,
            40));
  }

  @Test
  void shouldRegisterWhatItCounts() {
    Metrics metrics = new Metrics();
    fixture.publish("main").publication.timestampWrapped();

    fixture.channels.registerOn(metrics);

    assertThat(new String(metrics.scrape(), StandardCharsets.UTF_8))
        .contains(
            "sluice_timestamp_repairs_total{case=\"wrap\"} 1",
            "sluice_channels{state=\"publishing\"} 1");
  }
}
