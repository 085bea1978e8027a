package dev.sluice.packager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the audio and video of an FLV file that the bundled FFmpeg wrote. */
public final class FlvTags {
  private static final int AUDIO = 8;
  private static final int VIDEO = 9;
  private static final int AAC = 10;
  private static final int KEY_FRAME = 1;
  private static final int FIRST_TAG_OFFSET = 13;
  private static final int TAG_TRAILER_LENGTH = 4;
  private static final int STREAM_ID_LENGTH = 3;
  private static final int TICKS_PER_MS = 90;

  private FlvTags() {}

  /**
   * A decoder configuration or an access unit.
   *
   * @param isRandomAccess always true for audio
   */
  public record Tag(
      boolean isVideo,
      boolean isConfiguration,
      boolean isRandomAccess,
      long dts90k,
      long pts90k,
      byte[] bytes) {}

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
          tags.add(audio(body, dts90k));
        } else if (type == VIDEO && length > 5 && body.get(1) < 2) {
          tags.add(video(body, dts90k));
        }
      }
      return tags;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tag audio(ByteBuffer body, long dts90k) {
    boolean isConfiguration = (body.get() & 0xFF) >> 4 == AAC && body.get() == 0;
    return new Tag(false, isConfiguration, true, dts90k, dts90k, rest(body));
  }

  private static Tag video(ByteBuffer body, long dts90k) {
    boolean isKeyFrame = body.get() >> 4 == KEY_FRAME;
    boolean isConfiguration = body.get() == 0;
    int compositionTimeMs = medium(body) << 8 >> 8;
    return new Tag(
        true,
        isConfiguration,
        isKeyFrame,
        dts90k,
        dts90k + (long) compositionTimeMs * TICKS_PER_MS,
        rest(body));
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
