package dev.sluice.ingest.rtmp;

import static dev.sluice.ingest.rtmp.Script.concat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.codec.OpusConfiguration;
import dev.sluice.packager.codec.SyntheticAv1;
import dev.sluice.packager.codec.SyntheticHevc;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnhancedRtmpTest {
  private static final byte[] HEVC =
      SyntheticHevc.hvcc(4, SyntheticHevc.VPS, SyntheticHevc.SPS, SyntheticHevc.PPS);
  private static final byte[] IDR = {0, 0, 0, 3, 0x26, 1, 5};
  private static final byte[] FRAME = {0x21, 0x10, 5};
  private static final int KEY = 0x90;
  private static final int INTER = 0xA0;
  private static final int START = 0;
  private static final int FRAMES = 1;
  private static final int END = 2;
  private static final int FRAMES_X = 3;
  private static final int METADATA = 4;
  private static final int MULTITRACK = 6;
  private static final int MOD_EX = 7;
  private static final byte[] OFFSET_40_MS = {0, 0, 40};

  private final Session session = new Session();

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void shouldTakeHevcWithAndWithoutACompositionTime() {
    publish(
        video(KEY | START, "hvc1", HEVC),
        video(KEY | FRAMES, "hvc1", OFFSET_40_MS, IDR),
        video(INTER | FRAMES_X, "hvc1", IDR),
        video(KEY | END, "hvc1"),
        video(0xD0 | METADATA, "hvc1", FRAME));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat HEVC 320x180",
            "video 3600 0 7:00000003260105",
            "video 0 0 7:00000003260105");
    assertThat(session.context.counters().droppedMessages()).isZero();
  }

  @Test
  void shouldTakeTheCodingsOfFlvByTheirFourCcToo() {
    session.send(script(
        message(MessageType.VIDEO, video(KEY | START, "avc1", Script.AVC_CONFIGURATION)),
        message(MessageType.VIDEO, video(KEY | FRAMES, "avc1", new byte[3], IDR)),
        message(MessageType.AUDIO, audio(START, "mp4a", Script.AAC_CONFIGURATION)),
        message(MessageType.AUDIO, audio(FRAMES, "mp4a", FRAME)),
        message(MessageType.AUDIO, audio(END, "mp4a")),
        message(MessageType.AUDIO, audio(FRAMES, ".mp3", bytes("fffb9064")))));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat AVC 640x480",
            "video 0 0 7:00000003260105",
            "audioFormat AAC 44100",
            "audio 0 3:211005",
            "audioFormat MP3 44100",
            "audio 0 4:fffb9064");
  }

  @Test
  void shouldTakeHevcByTheCodecIdThatFlvNeverGaveIt() {
    publish(
        concat(new byte[] {0x1C, 0, 0, 0, 0}, HEVC),
        concat(new byte[] {0x1C, 1, 0, 0, 40}, IDR),
        concat(new byte[] {0x1C, 2, 0, 0, 0}, new byte[0]));

    assertThat(session.publication().events)
        .containsExactly("videoFormat HEVC 320x180", "video 3600 0 7:00000003260105");
  }

  @Test
  void shouldTakeAv1WhoseFramesHaveNoCompositionTime() {
    byte[] record = SyntheticAv1.av1c(SyntheticAv1.SEQUENCE_HEADER);
    publish(
        video(KEY | START, "av01"),
        video(KEY | START, "av01", record),
        video(KEY | FRAMES, "av01", SyntheticAv1.key(2)),
        video(INTER | FRAMES_X, "av01", SyntheticAv1.inter(2)));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat AV1 320x180", "video 0 0 5:3282001002", "video 0 0 5:3282003002");
  }

  @Test
  void shouldAnnounceOpusWithItsFirstPacket() {
    byte[] head = OpusConfiguration.stereo();
    session.send(script(
        message(MessageType.AUDIO, audio(FRAMES, "Opus", bytes("f801"))),
        message(MessageType.AUDIO, audio(START, "Opus", head)),
        message(MessageType.AUDIO, audio(4, "Opus", bytes("010200000003"))),
        message(MessageType.AUDIO, audio(START, "Opus", Arrays.copyOf(head, 30))),
        message(MessageType.AUDIO, audio(FRAMES, "Opus", bytes("fb00"))),
        message(MessageType.AUDIO, audio(FRAMES, "Opus", bytes("f801"))),
        message(MessageType.AUDIO, audio(START, "Opus")),
        message(MessageType.AUDIO, audio(FRAMES, "Opus", bytes("f802"))),
        message(MessageType.AUDIO, audio(FRAMES, "Opus"))));

    assertThat(session.publication().events)
        .containsExactly(
            "audio 0 2:f801", "audioFormat OPUS 48000", "audio 0 2:f801", "audio 0 2:f802");
    assertThat(session.context.counters().droppedMessages()).isEqualTo(3);
  }

  @Test
  void shouldChangeTheCodingWithTheSequenceHeader() {
    publish(
        concat(new byte[] {0x17, 0, 0, 0, 0}, Script.AVC_CONFIGURATION),
        video(KEY | FRAMES_X, "hvc1", IDR),
        video(KEY | START, "hvc1", HEVC),
        video(KEY | START, "hvc1", HEVC),
        concat(new byte[] {0x17, 1, 0, 0, 0}, IDR),
        video(KEY | FRAMES_X, "hvc1", IDR),
        concat(new byte[] {0x17, 0, 0, 0, 0}, Script.AVC_CONFIGURATION));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat AVC 640x480",
            "videoFormat HEVC 320x180",
            "video 0 0 7:00000003260105",
            "videoFormat AVC 640x480");
    assertThat(session.context.counters().droppedMessages()).isEqualTo(2);
  }

  @Test
  void shouldHoldTheTrackAfterAConfigurationThatCannotBeRead() {
    publish(
        video(KEY | START, "hvc1", HEVC),
        video(KEY | START, "hvc1", Arrays.copyOf(HEVC, 40)),
        video(KEY | FRAMES_X, "hvc1", IDR),
        video(KEY | START, "hvc1"),
        video(KEY | START, "hvc1", HEVC),
        video(KEY | FRAMES_X, "hvc1", IDR));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat HEVC 320x180", "videoFormat HEVC 320x180", "video 0 0 7:00000003260105");
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "254", "255", "65535"})
  void shouldPassByModifiersOfEveryLength(int lengthMinus1) {
    byte[] length = lengthMinus1 < 255
        ? new byte[] {(byte) lengthMinus1}
        : new byte[] {(byte) 255, (byte) (lengthMinus1 >> 8), (byte) lengthMinus1};
    byte[] modifier = join(length, new byte[lengthMinus1 + 1]);
    byte[] twice = join(
        new byte[] {(byte) (KEY | MOD_EX)},
        modifier,
        new byte[] {MOD_EX},
        modifier,
        new byte[] {FRAMES_X},
        fourCc("hvc1"),
        IDR);

    publish(video(KEY | START, "hvc1", HEVC), twice);

    assertThat(session.publication().events).contains("video 0 0 7:00000003260105");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x10, 0x20})
  void shouldTakeTrack0OfEveryKindOfMultitrack(int kind) {
    boolean isOne = kind < 0x10;
    byte[] start = isOne
        ? join(multitrack(START), fourCc("hvc1"), new byte[] {(byte) kind}, HEVC)
        : tracks(kind, START, HEVC);
    byte[] frames = isOne
        ? join(multitrack(FRAMES_X), fourCc("hvc1"), new byte[] {(byte) kind}, IDR)
        : tracks(kind, FRAMES_X, IDR);

    publish(start, frames);

    assertThat(session.publication().events)
        .isEqualTo(
            kind == 0x01
                ? List.of()
                : List.of("videoFormat HEVC 320x180", "video 0 0 7:00000003260105"));
    assertThat(session.context.counters().droppedMessages()).isZero();
  }

  @Test
  void shouldDropWhatItDoesNotKnowAndGoOn() {
    session.send(script(
        message(MessageType.VIDEO, video(KEY | START, "vp09", HEVC)),
        message(MessageType.VIDEO, video(KEY | 9, "hvc1", HEVC)),
        message(MessageType.VIDEO, join(multitrack(MULTITRACK), fourCc("hvc1"), IDR)),
        message(MessageType.AUDIO, audio(START, "fLaC", FRAME)),
        message(MessageType.AUDIO, audio(3, "mp4a", FRAME)),
        message(MessageType.VIDEO, video(KEY | START, "hvc1", HEVC))));

    assertThat(session.publication().events).containsExactly("videoFormat HEVC 320x180");
    assertThat(session.context.counters().droppedMessages()).isEqualTo(5);
  }

  @Test
  void shouldFeedTheSameInEverySplit() {
    byte[] bytes = script(
            message(MessageType.VIDEO, video(KEY | START, "hvc1", HEVC)),
            message(MessageType.VIDEO, tracks(0x20, FRAMES_X, IDR)),
            message(MessageType.VIDEO, video(KEY | FRAMES, "hvc1", OFFSET_40_MS, new byte[300])))
        .bytes();
    session.send(bytes, Integer.MAX_VALUE);
    for (int size = 1; size < bytes.length; size += size < 64 ? 1 : 61) {
      try (Session split = new Session()) {
        split.send(bytes, size);

        assertThat(split.publication().events)
            .as("pieces of %d", size)
            .isEqualTo(session.publication().events);
      }
    }
  }

  @Test
  void shouldTakeNothingOfAHeaderThatIsCutShortAnywhere() {
    byte[] multitrack = tracks(0x20, START, HEVC);
    int trackEnd = multitrack.length - "hvc1".length() - 5; // of track 0
    session.send(new Script().session("main"));

    for (int length = 1; length < trackEnd; length++) {
      session.send(message(MessageType.VIDEO, Arrays.copyOf(multitrack, length)));
    }

    assertThat(session.publication().events).isEmpty();
  }

  @Test
  void shouldTellOfAKeyFrameBeforeItsLastByte() {
    session.send(script(message(MessageType.VIDEO, video(KEY | START, "hvc1", HEVC))));
    byte[] frames = video(KEY | FRAMES, "hvc1", OFFSET_40_MS, new byte[300]);
    byte[] framesX = video(KEY | FRAMES_X, "hvc1", new byte[300]);
    byte[] inter = video(INTER | FRAMES, "hvc1", OFFSET_40_MS, new byte[300]);
    byte[] other = video(KEY | FRAMES_X, "avc1", new byte[300]);

    for (byte[] tag : List.of(frames, framesX, inter, other)) {
      session.send(message(MessageType.VIDEO, tag).bytes(), 50);
    }

    assertThat(session.publication().keyFrames).containsExactly("3600 0 after 0", "0 0 after 1");
  }

  @Test
  void shouldAskAPublisherToReconnectThatCan() {
    session.send(connect(/* capsEx= */ 5).publish("main").sequenceHeaders());

    session.connection.requestLeave("the server stops");
    session.channel.runPendingTasks();
    session.send(new Script().audio(0, FRAME));

    assertThat(session.sent()).contains("NetConnection.Connect.ReconnectRequest");
    assertThat(session.publication().events).last().asString().startsWith("audio 0 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void shouldCloseAPublisherThatCannotBeAskedToReconnect(int capsEx) {
    session.send(connect(capsEx).publish("main"));

    session.connection.requestLeave("the server stops");
    session.channel.runPendingTasks();

    assertThat(session.sent()).doesNotContain("ReconnectRequest");
    assertThat(session.publication().events).containsExactly("close the server stops");
  }

  private static Script connect(int capsEx) {
    return new Script()
        .handshake()
        .command(
            3,
            0,
            "connect",
            1,
            amf -> amf.beginObject()
                .property("app", "live")
                .property("fourCcList", List.of("hvc1", "av01"))
                .property("capsEx", capsEx)
                .endObject());
  }

  @Test
  void shouldSayWhatItTakesToWhoAsks() {
    session.send(connect(/* capsEx= */ 4));

    assertThat(session.sent())
        .contains("fourCcList", "videoFourCcInfoMap", "audioFourCcInfoMap", "capsEx", "hvc1");
    try (Session old = new Session()) {
      old.send(new Script().handshake().connect("live", ""));
      assertThat(old.sent()).doesNotContain("fourCcList", "capsEx");
    }
  }

  @Test
  void shouldSurviveMutations() {
    byte[] good = script(
            message(MessageType.VIDEO, video(KEY | START, "hvc1", HEVC)),
            message(MessageType.VIDEO, tracks(0x20, FRAMES_X, IDR)),
            message(MessageType.VIDEO, tracks(0x10, FRAMES_X, IDR)),
            message(MessageType.AUDIO, audio(START, "mp4a", Script.AAC_CONFIGURATION)))
        .bytes();
    int from = new Script().session("main").bytes().length;
    Random random = new Random(20_26);
    for (int i = 0; i < 300; i++) {
      byte[] mutated = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        mutated[from + random.nextInt(good.length - from)] = (byte) random.nextInt();
      }
      try (Session mutant = new Session()) {
        mutant.send(mutated, Integer.MAX_VALUE);
        mutant.channel.close();

        assertThat(mutant.door.publications).allMatch(publication -> publication.closeCount == 1);
      }
    }
  }

  private void publish(byte[]... videoTags) {
    Script script = new Script().session("main");
    for (byte[] tag : videoTags) {
      script.raw(message(MessageType.VIDEO, tag).bytes());
    }
    session.send(script);
  }

  private static Script script(Script... messages) {
    Script script = new Script().session("main");
    for (Script message : messages) {
      script.raw(message.bytes());
    }
    return script;
  }

  private static Script message(int type, byte[] tag) {
    return new Script().message(6, type, 1, 0, tag);
  }

  private static byte[] video(int first, String fourCc, byte[]... body) {
    return join(new byte[] {(byte) first}, fourCc(fourCc), join(body));
  }

  private static byte[] audio(int packetType, String fourCc, byte[]... body) {
    return video(0x90 | packetType, fourCc, body);
  }

  private static byte[] multitrack(int packetType) {
    return new byte[] {(byte) (KEY | MULTITRACK), (byte) packetType};
  }

  /** Track 1, which is nothing, then track 0, then track 2. */
  private static byte[] tracks(int kind, int packetType, byte[] body) {
    byte[] each = kind == 0x20 ? fourCc("hvc1") : new byte[0];
    return join(
        multitrack(kind | packetType),
        kind == 0x20 ? new byte[0] : fourCc("hvc1"),
        join(each, new byte[] {1, 0, 0, 2, 9, 9}),
        join(each, new byte[] {0, 0, 0, (byte) body.length}, body),
        join(each, new byte[] {2, 0, 0, 1, 9}));
  }

  private static byte[] fourCc(String code) {
    return code.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] join(byte[]... parts) {
    byte[] whole = new byte[0];
    for (byte[] part : parts) {
      whole = concat(whole, part);
    }
    return whole;
  }
}
