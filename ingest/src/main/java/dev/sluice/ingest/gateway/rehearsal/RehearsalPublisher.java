package dev.sluice.ingest.gateway.rehearsal;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** An RTMP publisher that sends a made-up stream as fast as it is taken. Used by one thread. */
final class RehearsalPublisher implements AutoCloseable {
  private static final int TIMEOUT_MS = 5_000;
  private static final int SEND_LENGTH = 64 * 1024;
  private static final int HANDSHAKE_LENGTH = 1_536;
  private static final int SEGMENTS = 100;
  private static final int SEGMENT_MS = 2_000;
  private static final int FRAME_MS = 200;

  // FLV tags (Adobe FLV 10.1, annex E): H.264 Main 1280x720 at 30 fps, AAC-LC 48 kHz stereo.
  private static final byte[] VIDEO_HEADER = HexFormat.of()
      .parseHex("1700000000" + "014d401fffe10017674d401fda014016ec0440000003004000000f03c60ca8"
          + "01000468ef3c80");
  private static final byte[] AUDIO_HEADER = HexFormat.of().parseHex("af001190");
  private static final byte[] KEY_FRAME = picture("1701000000", /* nalUnitHeader= */ 0x65, 12_000);
  private static final byte[] FRAME = picture("2701000000", /* nalUnitHeader= */ 0x41, 3_000);
  private static final byte[] AUDIO_FRAME = HexFormat.of().parseHex("af01" + "21".repeat(300));

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final InputStream in;
  private final RtmpScript script = new RtmpScript();

  RehearsalPublisher(InetSocketAddress server, String channel) throws IOException {
    try {
      socket.connect(server, TIMEOUT_MS);
      socket.setSoTimeout(TIMEOUT_MS);
      out = new BufferedOutputStream(socket.getOutputStream(), SEND_LENGTH);
      in = socket.getInputStream();
      shakeHands();
      out.write(script.connect("live"));
      out.write(script.createStream());
      out.write(script.publish(channel));
      out.flush();
      await("NetStream.Publish.Start");
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Publishes a fixed number of segments, or fewer if the time is over; at the end the channel is free for the next. */
  void publish(long endNs) throws IOException {
    out.write(script.video(0, VIDEO_HEADER));
    out.write(script.audio(0, AUDIO_HEADER));
    int lengthMs = SEGMENTS * SEGMENT_MS;
    for (int atMs = 0; atMs <= lengthMs && System.nanoTime() - endNs < 0; atMs += FRAME_MS) {
      out.write(script.video(atMs, atMs % SEGMENT_MS == 0 ? KEY_FRAME : FRAME));
      out.write(script.audio(atMs, AUDIO_FRAME));
    }
    out.write(script.closeStream());
    out.flush();
    await("NetStream.Unpublish.Success");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void shakeHands() throws IOException {
    byte[] first = new byte[1 + HANDSHAKE_LENGTH];
    first[0] = RtmpScript.VERSION;
    out.write(first);
    out.flush();
    in.readNBytes(1 + 2 * HANDSHAKE_LENGTH);
    out.write(first, 1, HANDSHAKE_LENGTH);
  }

  private void await(String code) throws IOException {
    StringBuilder received = new StringBuilder();
    byte[] bytes = new byte[4_096];
    while (received.indexOf(code) < 0) {
      int length = in.read(bytes);
      if (length < 0) {
        throw new EOFException("closed before " + code);
      }
      received.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }
  }

  /** Returns a tag with one NAL unit of a slice, which nobody decodes. */
  private static byte[] picture(String tagHeader, int nalUnitHeader, int length) {
    String nalUnit = String.format("%08x%02x", length, nalUnitHeader) + "a5".repeat(length - 1);
    return HexFormat.of().parseHex(tagHeader + nalUnit);
  }
}
