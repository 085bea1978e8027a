package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Ffmpeg;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.AvcConfiguration;
import dev.sluice.packager.codec.VideoFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;

/**
 * Access units of one track that FFmpeg's program made and FFmpeg's demuxer reads, with times in 90 kHz.
 *
 * @param configuration record for the decoder
 * @param units in decoding order
 */
record Clip(byte[] configuration, List<Unit> units) {
  private static final Map<List<String>, Clip> MADE = new ConcurrentHashMap<>();
  private static final String X264 = "libx264";

  /** One access unit. */
  record Unit(byte[] bytes, long pts90k, long dts90k, boolean isKey) implements AccessUnitPayload {
    @Override
    public void wrapInto(UnsafeBuffer view) {
      view.wrap(bytes);
    }

    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void release() {}

    static Unit copyOf(EncodedUnit unit) {
      UnsafeBuffer view = new UnsafeBuffer(0, 0);
      unit.wrapInto(view);
      byte[] bytes = new byte[unit.length()];
      view.getBytes(0, bytes);
      return new Unit(bytes, unit.pts90k(), unit.dts90k(), unit.isRandomAccess());
    }

    Unit withBytes(byte[] other) {
      return new Unit(other, pts90k, dts90k, isKey);
    }
  }

  /** Makes a moving picture; {@code encoding} are arguments of x264. */
  static Clip video(String source, String... encoding) {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source, "-c:v", X264));
    arguments.addAll(List.of("-preset", "veryfast", "-threads", "1"));
    arguments.addAll(List.of("-video_track_timescale", "90000"));
    arguments.addAll(List.of(encoding));
    return MADE.computeIfAbsent(arguments, Clip::make);
  }

  /** Makes a sound of a given expression and codec. */
  static Clip audio(String source, String... encoding) {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
    arguments.addAll(List.of(encoding));
    return MADE.computeIfAbsent(arguments, Clip::make);
  }

  private static Clip make(List<String> arguments) {
    try {
      Path file = Files.createTempFile(Path.of("target"), "clip", ".mp4");
      List<String> command = new ArrayList<>(arguments);
      command.add(file.toString());
      Ffmpeg.ffmpeg(command.toArray(String[]::new));
      Clip clip = read(file);
      Files.delete(file);
      return clip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Clip read(Path file) {
    AVFormatContext format = new AVFormatContext(null);
    assertThat(avformat.avformat_open_input(format, file.toString(), null, (AVDictionary) null))
        .isZero();
    AVPacket packet = avcodec.av_packet_alloc();
    try {
      AVCodecParameters parameters = format.streams(0).codecpar();
      byte[] configuration = new byte[parameters.extradata_size()];
      if (configuration.length > 0) {
        parameters.extradata().get(configuration);
      }
      int ticksPerSecond = format.streams(0).time_base().den();
      List<Unit> units = new ArrayList<>();
      while (avformat.av_read_frame(format, packet) >= 0) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        units.add(new Unit(
            bytes,
            packet.pts() * 90_000 / ticksPerSecond,
            packet.dts() * 90_000 / ticksPerSecond,
            (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0));
        avcodec.av_packet_unref(packet);
      }
      return new Clip(configuration, units);
    } finally {
      avcodec.av_packet_free(packet);
      avformat.avformat_close_input(format);
    }
  }

  VideoFormat videoFormat() {
    return AvcConfiguration.parse(configuration);
  }

  AudioFormat audioFormat() {
    return AacConfiguration.parse(configuration);
  }
}
