package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpSessionTest {
  private static final byte[] IDR = {0, 0, 0, 2, 0x65, 1};
  private static final byte[] FRAME = {0x21, 0x10, 5};

  private final Session session = new Session();

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void shouldFeedWhatObsSends() {
    Script obs = new Script()
        .handshake()
        .setChunkSize(4096)
        .connect("live", "rtmp://host/live")
        .publish("main?key=secret")
        .sequenceHeaders()
        .video(40, 80, IDR)
        .audio(43, FRAME);

    session.send(obs);

    assertThat(session.publication().events)
        .containsExactly(
            "audioFormat AAC 44100",
            "videoFormat AVC 640x480",
            "video 10800 3600 6:000000026501",
            "audio 3870 3:211005");
    assertThat(session.door.requests.get(0).channel()).isEqualTo("main");
    assertThat(session.door.requests.get(0).credential()).isEqualTo("secret");
  }

  @Test
  void shouldFeedTheSameInEverySplit() {
    byte[] bytes = new Script()
        .session("main")
        .sequenceHeaders()
        .video(0, 0, new byte[300])
        .audio(0x1000000, FRAME)
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
  void shouldTellOfAKeyFrameBeforeItsLastByte() {
    byte[] keyFrame = new Script().video(0x1000000, 80, new byte[300]).bytes();
    session.send(new Script().session("main").sequenceHeaders());

    session.send(Arrays.copyOf(keyFrame, 22), Integer.MAX_VALUE);
    assertThat(session.publication().keyFrames).isEmpty();
    session.send(Arrays.copyOfRange(keyFrame, 22, 23), Integer.MAX_VALUE);
    session.send(Arrays.copyOfRange(keyFrame, 23, 200), Integer.MAX_VALUE);
    session.send(Arrays.copyOfRange(keyFrame, 200, keyFrame.length), Integer.MAX_VALUE);

    assertThat(session.publication().keyFrames).containsExactly("1509956640 1509949440 after 0");
    assertThat(session.publication().events.get(2)).startsWith("video 1509956640 1509949440 ");
  }

  @Test
  void shouldTellOfNothingWhenFramesComeAtOnceOrAreNoKeyFrames() {
    byte[] inter = new byte[300];
    inter[0] = 0x27;
    inter[1] = 1;
    byte[] split = new Script()
        .message(4, MessageType.VIDEO, 1, 40, inter)
        .message(4, MessageType.AUDIO, 1, 40, Script.concat(new byte[] {0x17, 1}, inter))
        .bytes();
    session.send(new Script().session("main").sequenceHeaders().video(0, 0, IDR));

    session.send(split, 50);

    assertThat(session.publication().keyFrames).isEmpty();
  }

  @Test
  void shouldAnswerWithWhatPublishersWaitFor() {
    session.send(new Script().session("main"));

    assertThat(session.sent())
        .contains("NetConnection.Connect.Success")
        .contains("onFCPublish")
        .contains("NetStream.Publish.Start");
  }

  @Test
  void shouldTakeTransactionZeroAndStringArgumentsOfGStreamer() {
    Script gstreamer = new Script()
        .handshake()
        .connect("live", "rtmp://host:1935/live")
        .command(3, 0, "releaseStream", 0, amf -> amf.nothing().string("main"))
        .command(3, 0, "FCPublish", 0, amf -> amf.nothing().string("main"))
        .command(3, 0, "createStream", 2, Amf0Writer::nothing)
        .command(3, 1, "publish", 0, amf -> amf.nothing().string("main").string("live"))
        .command(3, 0, "deleteStream", 0, amf -> amf.nothing().string("main"));

    session.send(gstreamer);

    assertThat(session.publication().events).containsExactly("close publisher sent deleteStream");
    assertThat(session.channel.isOpen()).isTrue();
  }

  @Test
  void shouldPublishAgainOnTheSameConnection() {
    session.send(new Script()
        .session("one")
        .command(3, 0, "FCUnpublish", 6, amf -> amf.nothing().string("one")));
    session.send(new Script().publish("two").command(3, 0, "closeStream", 0, Amf0Writer::nothing));

    assertThat(session.door.publications)
        .allMatch(publication -> publication.closeCount == 1)
        .hasSize(2);
  }

  @Test
  void shouldTakeCommandsOfType17() {
    byte[] connect = Script.command(
        "connect",
        1,
        amf -> amf.beginObject()
            .property("app", "live")
            .property("objectEncoding", 3)
            .endObject());

    session.send(new Script()
        .handshake()
        .message(3, MessageType.COMMAND_AMF3, 0, 0, Script.concat(new byte[1], connect)));

    assertThat(session.sent()).contains("NetConnection.Connect.Success");
  }

  @ParameterizedTest
  @CsvSource({"4, 0", "15, 0", "15, 1", "17, 0", "17, 1", "18, 0", "20, 0", "22, 0", "99, 0"})
  void shouldIgnoreEmptyMessages(int type, int length) {
    session.send(new Script().session("main").message(3, type, 1, 0, new byte[length]));

    assertThat(session.channel.isOpen()).isTrue();
    assertThat(session.publication().events).isEmpty();
  }

  @Test
  void shouldKeepFormatsThatComeBeforeTheAnswer() {
    session.door.answer = FakeDoor.Answer.LATER;
    session.send(new Script().session("main").sequenceHeaders());

    session.door.accept(session.door.waiting);
    session.send(new Script().video(0, 0, IDR));

    assertThat(session.publication().events)
        .containsExactly(
            "videoFormat AVC 640x480", "audioFormat AAC 44100", "video 0 0 6:000000026501");
  }

  @Test
  void shouldLetThePublicationMissSequenceHeadersThatDoNotCome() {
    session.send(new Script().session("main").video(0, 0, IDR).audio(3, FRAME));

    session.send(new Script().sequenceHeaders().video(40, 0, IDR));

    assertThat(session.publication().events)
        .containsExactly(
            "video 0 0 6:000000026501",
            "audio 270 3:211005",
            "audioFormat AAC 44100",
            "videoFormat AVC 640x480",
            "video 3600 3600 6:000000026501");
  }

  @Test
  void shouldDropWhatFollowsAConfigurationThatCannotBeRead() {
    byte[] broken = {0x17, 0, 0, 0, 0, 1};
    session.send(new Script().session("main").sequenceHeaders());

    session.send(new Script()
        .message(4, MessageType.VIDEO, 1, 0, broken)
        .video(0, 0, IDR)
        .audio(3, FRAME));

    assertThat(session.publication().events).hasSize(3).last().isEqualTo("audio 270 3:211005");
  }

  @Test
  void shouldWithdrawTheRequestOfAConnectionThatGoes() {
    session.door.answer = FakeDoor.Answer.LATER;
    session.send(new Script().session("main"));

    session.channel.close();
    session.door.accept(session.door.waiting);

    assertThat(session.door.withdrawnCount).isEqualTo(1);
    assertThat(session.publication().events)
        .containsExactly("close publisher left before the answer");
  }

  @Test
  void shouldHintOnceWhatMetadataRepeats() {
    byte[] metadata = Script.amf(amf -> amf.string("@setDataFrame")
        .string("onMetaData")
        .beginObject()
        .property("videocodecid", "avc1")
        .property("audiocodecid", 10)
        .property("framerate", 30)
        .endObject());

    session.send(new Script()
        .session("main")
        .message(4, MessageType.DATA_AMF0, 1, 0, metadata)
        .message(4, 18, 1, 9, metadata));

    assertThat(session.publication().events).containsExactly("hint true true 30.0");
  }

  @Test
  void shouldUnpackAggregatesByTheirFirstTime() {
    byte[] tag = {8, 0, 0, 3, 0, 0, 10, 0, 0, 0, 0, (byte) 0xAF, 1, 7, 0, 0, 0, 14};
    byte[] later = tag.clone();
    later[6] = 33;

    session.send(new Script()
        .session("main")
        .sequenceHeaders()
        .message(5, MessageType.AGGREGATE, 1, 1000, Script.concat(tag, later)));

    assertThat(session.publication().events).contains("audio 90000 1:07", "audio 92070 1:07");
  }

  @Test
  void shouldLeaveOutMediaThatItCannotPackage() {
    session.send(new Script()
        .session("main")
        .message(6, MessageType.VIDEO, 1, 0, new byte[] {(byte) 0x90, 'v', 'p', '0', '9', 1})
        .message(6, MessageType.VIDEO, 1, 0, new byte[] {0x22, 1, 2})
        .message(6, MessageType.AUDIO, 1, 0, new byte[] {(byte) 0x90, 'f', 'L', 'a', 'C'})
        .message(6, MessageType.AUDIO, 1, 0, new byte[0]));

    assertThat(session.publication().events).isEmpty();
    assertThat(session.context.counters().droppedMessages()).isEqualTo(3);
  }

  @Test
  void shouldCountWrapsOnce() {
    session.send(new Script()
        .session("main")
        .sequenceHeaders()
        .video(0x7FFFFFF0L, 0, IDR)
        .audio(4, FRAME)
        .video(0x7FFFFFF8L, 0, IDR)
        .video(12, 0, IDR));

    assertThat(session.publication().events.stream().filter("wrap"::equals)).hasSize(1);
    assertThat(session.publication().events)
        .last()
        .asString()
        .startsWith("video " + (0x80000000L + 12) * 90);
  }

  @Test
  void shouldRejectOtherApplicationsWithAHint() {
    session.send(new Script().handshake().connect("stream", "rtmp://host/stream"));

    assertThat(session.sent())
        .contains("NetConnection.Connect.Rejected")
        .contains("rtmp://HOST/live");
    assertThat(session.channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a%00b", "%2e%2e", "a%zz", "", "?key=only"})
  void shouldRefuseKeysThatAreNoNames(String key) {
    session.send(new Script().session(key));

    assertThat(session.sent()).contains("NetStream.Publish.BadName");
    assertThat(session.channel.isOpen()).isFalse();
    assertThat(session.door.requests).isEmpty();
  }

  @Test
  void shouldTakeSignedTokensAsKeys() {
    String token = "x".repeat(/* of RS256, with a few claims */ 700);

    session.send(new Script().session("main?key=" + token));

    assertThat(session.door.requests.get(0).credential()).isEqualTo(token);
  }

  @Test
  void shouldRefuseLongKeys() {
    session.send(new Script().session("x".repeat(session.context.maxKeyLength() + 1)));

    assertThat(session.sent()).contains("NetStream.Publish.BadName");
  }

  @Test
  void shouldTellWhyTheDoorRefuses() {
    session.door.answer = FakeDoor.Answer.REFUSE;

    session.send(new Script().session("main"));

    assertThat(session.sent())
        .contains("NetStream.Publish.Unauthorized")
        .contains("The key is not valid.");
    assertThat(session.channel.isOpen()).isFalse();
  }

  @Test
  void shouldRefusePublishBeforeConnectAndPlay() {
    session.send(new Script().handshake().publish("main"));
    try (Session player = new Session()) {
      player.send(new Script()
          .handshake()
          .connect("live", "")
          .command(3, 1, "play", 0, amf -> amf.nothing().string("x")));

      assertThat(session.sent()).contains("NetStream.Publish.Unauthorized");
      assertThat(player.sent()).contains("NetStream.Play.Failed");
    }
  }

  @Test
  void shouldCloseAFloodOfCommands() {
    Script flood = new Script().handshake().connect("live", "");
    for (int i = 0; i < session.context.maxCommands(); i++) {
      flood.command(3, 0, "createStream", i, Amf0Writer::nothing);
    }

    session.send(flood);

    assertThat(session.channel.isOpen()).isFalse();
    assertThat(session.context.counters().protocolErrors()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"handshake, 10000", "publish, 15000", "idle, 10000"})
  void shouldCloseWhenADeadlinePasses(String deadline, long timeoutMs) {
    Script script = new Script();
    session.send(
        switch (deadline) {
          case "handshake" -> script.raw(3);
          case "publish" -> script.handshake();
          default -> script.session("main");
        });

    session.advance(timeoutMs - 1);
    assertThat(session.channel.isOpen()).isTrue();
    session.advance(1);

    assertThat(session.channel.isOpen()).isFalse();
    assertThat(session.context.counters().timeouts()).isEqualTo(1);
  }

  @Test
  void shouldLetAPublisherWaitForTheAnswer() {
    session.door.answer = FakeDoor.Answer.LATER;
    session.send(new Script().session("main"));

    session.advance(60_000);
    session.door.accept(session.door.waiting);

    assertThat(session.channel.isOpen()).isTrue();
    assertThat(session.sent()).contains("NetStream.Publish.Start");
    assertThat(session.context.counters().timeouts()).isZero();
  }

  @Test
  void shouldNotWaitForAPublisherThatGivesUpBeforeTheAnswer() {
    session.door.answer = FakeDoor.Answer.LATER;
    session.send(new Script().session("main").command(3, 0, "FCUnpublish", 6, Amf0Writer::nothing));

    session.advance(15_000);

    assertThat(session.channel.isOpen()).isFalse();
  }

  @Test
  void shouldStayOpenWhileBytesCome() {
    session.send(new Script().session("main").sequenceHeaders());
    for (int i = 0; i < 5; i++) {
      session.advance(9_000);
      session.send(new Script().audio(i, FRAME));
    }

    assertThat(session.channel.isOpen()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 'G', 255})
  void shouldCloseWhatIsNoRtmpAtOnce(int firstByte) {
    session.send(new Script().raw(firstByte));

    assertThat(session.channel.isOpen()).isFalse();
    assertThat(session.context.counters().failedHandshakes()).isEqualTo(1);
  }

  @Test
  void shouldAcknowledgeEveryWindowAndAnswerPings() {
    session.send(new Script()
        .handshake()
        .message(2, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 0, 0, Script.int32(1_000))
        .message(2, MessageType.USER_CONTROL, 0, 0, new byte[] {0, 6, 1, 2, 3, 4})
        .message(5, /* an unknown type= */ 99, 0, 0, new byte[1_000]));

    assertThat(session.sent())
        .contains("\2\0\0\0\0\0\6\4\0\0\0\0\0\7\1\2\3\4")
        .contains("\2\0\0\0\0\0\4\3\0\0\0\0");
  }

  @Test
  void shouldDisconnectFromAnotherThread() {
    session.send(new Script().session("main"));

    session.door.requests.get(0).publisher().disconnect("taken over");
    session.channel.runPendingTasks();

    assertThat(session.publication().events).containsExactly("close taken over");
  }
}
