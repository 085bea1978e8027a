package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeHandlerTest {
  private static final int LENGTH = HandshakeHandler.PACKET_LENGTH;
  private static final String CLIENT = "Genuine Adobe Flash Player 001";
  private static final String SERVER = "Genuine Adobe Flash Media Server 001";
  private static final byte[] TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

  private final EmbeddedChannel channel = new EmbeddedChannel(new HandshakeHandler());

  @AfterEach
  void close() {
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6, 31})
  void shouldAnswerAnyVersionWith3AndEchoAPlainC1(int version) {
    byte[] c1 = random(LENGTH);
    Arrays.fill(c1, 4, 8, (byte) 0);

    byte[] answer = answer(version, c1);

    assertThat(answer).hasSize(1 + 2 * LENGTH).startsWith(3);
    assertThat(Arrays.copyOfRange(answer, 1 + LENGTH, answer.length)).isEqualTo(c1);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 772})
  void shouldAnswerDigestsInTheLayoutOfTheClient(int field) throws Exception {
    byte[] c1 = random(LENGTH);
    int offset = offset(c1, field);
    byte[] digest = hmac(CLIENT.getBytes(StandardCharsets.US_ASCII), without(c1, offset));
    System.arraycopy(digest, 0, c1, offset, digest.length);

    byte[] answer = answer(3, c1);

    byte[] s1 = Arrays.copyOfRange(answer, 1, 1 + LENGTH);
    byte[] s2 = Arrays.copyOfRange(answer, 1 + LENGTH, answer.length);
    int s1Offset = offset(s1, field);
    assertThat(Arrays.copyOfRange(s1, s1Offset, s1Offset + 32))
        .isEqualTo(hmac(SERVER.getBytes(StandardCharsets.US_ASCII), without(s1, s1Offset)));
    byte[] key = hmac(Script.concat(SERVER.getBytes(StandardCharsets.US_ASCII), TAIL), digest);
    assertThat(Arrays.copyOfRange(s2, LENGTH - 32, LENGTH))
        .isEqualTo(hmac(key, Arrays.copyOf(s2, LENGTH - 32)));
  }

  @Test
  void shouldSayNothingBeforeC2AndPassOnWhatFollowsInEverySplit() {
    byte[] bytes = new Script().handshake().raw(1, 2, 3).bytes();
    for (int size : new int[] {1, 7, 1536, 1537, 3073, 3074, bytes.length}) {
      EmbeddedChannel split = new EmbeddedChannel(new HandshakeHandler());
      for (int at = 0; at < bytes.length; at += size) {
        split.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(size, bytes.length - at)));
      }

      assertThat(bytesOf(split, true)).hasSize(1 + 2 * LENGTH);
      assertThat(bytesOf(split, false)).containsExactly(1, 2, 3);
      assertThat(split.pipeline().get(HandshakeHandler.class)).isNull();
    }
  }

  private byte[] answer(int version, byte[] c1) {
    channel.writeInbound(Unpooled.copiedBuffer(Script.concat(new byte[] {(byte) version}, c1)));
    return bytesOf(channel, true);
  }

  private static byte[] bytesOf(EmbeddedChannel channel, boolean outbound) {
    byte[] all = {};
    ByteBuf next = outbound ? channel.readOutbound() : channel.readInbound();
    while (next != null) {
      all = Script.concat(all, ByteBufUtil.getBytes(next));
      next.release();
      next = outbound ? channel.readOutbound() : channel.readInbound();
    }
    return all;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static int offset(byte[] packet, int field) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += packet[field + i] & 0xFF;
    }
    return field + 4 + sum % 728;
  }

  private static byte[] without(byte[] packet, int offset) {
    return Script.concat(
        Arrays.copyOf(packet, offset), Arrays.copyOfRange(packet, offset + 32, packet.length));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
