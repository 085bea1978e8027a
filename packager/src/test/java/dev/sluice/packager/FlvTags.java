package dev.sluice.packager;

import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.Av1Configuration;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.HevcConfiguration;
import dev.sluice.packager.codec.MpegAudioHeader;
import dev.sluice.packager.codec.OpusConfiguration;
import dev.sluice.packager.codec.TrackFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the audio and video of an FLV file that the bundled FFmpeg wrote. */
public final class FlvTags {
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int AAC = 10;
  private static final int KEY_FRAME = 1;
  private static final int COMMAND = 5;
  private static final int AVC_CODEC = 7;

  // Enhanced RTMP.
  private static final int EX_VIDEO = 0x80;
  private static final int EX_AUDIO = 9;
  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int CODED_FRAMES_X = 3;
  private static final int FIRST_TAG_OFFSET = 13;
  private static final int TAG_TRAILER_LENGTH = 4;
  private static final int STREAM_ID_LENGTH = 3;
  private static final int TICKS_PER_MS = 90;

  private FlvTags() {}

  /**
   * A decoder configuration or an access unit.
   *
   * @param fourCc name of the coding as in Enhanced RTMP
   * @param isRandomAccess always true for audio
   */
  public record Tag(
      String fourCc,
      boolean isVideo,
      boolean isConfiguration,
      boolean isRandomAccess,
      long dts90k,
      long pts90k,
      byte[] bytes) {
    private static final int OPUS_SAMPLES = 960; // 20 ms, as FFmpeg encodes

    /** Returns the format that a decoder configuration describes, or for MP3 a frame. */
    public TrackFormat format() {
      return switch (fourCc) {
        case "avc1" -> AvcConfiguration.parse(bytes);
        case "hvc1" -> HevcConfiguration.parse(bytes);
        case "av01" -> Av1Configuration.parse(bytes);
        case "Opus" -> OpusConfiguration.parse(bytes, OPUS_SAMPLES);
        case "mp4a" -> AacConfiguration.parse(bytes);
        case ".mp3" -> MpegAudioHeader.parse(ByteBuffer.wrap(bytes).getInt());
        default -> throw new AssertionError("coding: " + fourCc);
      };
    }
  }

  /** Returns the tags in order; those of other kinds are left out. */
  public static List<Tag> read(Path file) {
    try {
      ByteBuffer flv = ByteBuffer.wrap(Files.readAllBytes(file)).position(FIRST_TAG_OFFSET);
      List<Tag> tags = new ArrayList<>();
      while (flv.hasRemaining()) {
        int type = flv.get();
        int length = medium(flv);
        long dts90k = (long) (medium(flv) | flv.get() << 24) * TICKS_PER_MS;
        flv.position(flv.position() + STREAM_ID_LENGTH);
        ByteBuffer body = flv.slice(flv.position(), length);
        flv.position(flv.position() + length + TAG_TRAILER_LENGTH);
        if (type == AUDIO) {
          audio(body, dts90k).ifPresent(tags::add);
        } else if (type == VIDEO) {
          video(body, dts90k).ifPresent(tags::add);
        }
      }
      return tags;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Tag> audio(ByteBuffer body, long dts90k) {
    int first = body.get();
    int format = first >> 4 & 0xF;
    if (format != EX_AUDIO) {
      boolean isConfiguration = format == AAC && body.get() == 0;
      return Optional.of(new Tag(
          format == AAC ? "mp4a" : ".mp3",
          false,
          isConfiguration,
          true,
          dts90k,
          dts90k,
          rest(body)));
    }
    int packetType = first & 0xF;
    return packetType > CODED_FRAMES
        ? Optional.empty()
        : Optional.of(new Tag(
            fourCc(body), false, packetType == SEQUENCE_START, true, dts90k, dts90k, rest(body)));
  }

  private static Optional<Tag> video(ByteBuffer body, long dts90k) {
    int first = body.get();
    int frameType = first >> 4 & 7;
    boolean isEnhanced = (first & EX_VIDEO) != 0;
    if (frameType == COMMAND || body.remaining() <= Integer.BYTES) {
      return Optional.empty();
    }
    int packetType = isEnhanced ? first & 0xF : body.get();
    String fourCc = isEnhanced ? fourCc(body) : (first & 0xF) == AVC_CODEC ? "avc1" : "hvc1";
    boolean isConfiguration = packetType == SEQUENCE_START;
    boolean isPicture = packetType == CODED_FRAMES || isEnhanced && packetType == CODED_FRAMES_X;
    if (!isConfiguration && !isPicture) {
      return Optional.empty();
    }
    boolean hasOffset = !isEnhanced || packetType == CODED_FRAMES && !fourCc.equals("av01");

    long offsetMs = hasOffset ? medium(body) << 8 >> 8 : 0;
    return Optional.of(new Tag(
        fourCc,
        true,
        isConfiguration,
        frameType == KEY_FRAME,
        dts90k,
        dts90k + offsetMs * TICKS_PER_MS,
        rest(body)));
  }

  private static String fourCc(ByteBuffer body) {
    byte[] code = new byte[Integer.BYTES];
    body.get(code);
    return new String(code, StandardCharsets.US_ASCII);
  }

  private static byte[] rest(ByteBuffer body) {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }

  private static int medium(ByteBuffer buffer) {
    return (buffer.getShort() & 0xFFFF) << 8 | buffer.get() & 0xFF;
  }
}
