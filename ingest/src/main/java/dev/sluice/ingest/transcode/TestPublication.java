package dev.sluice.ingest.transcode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What a test publisher sends over RTMP, as arguments of {@code ffmpeg}. */
public final class TestPublication {
  private static final String FRAME_RATE = "30";
  private static final String GOP_FRAMES = "60";
  private static final String BEEP =
      "aevalsrc=exprs='if(lt(mod(t,1),0.1),0.25*sin(2*PI*1000*t),0)':sample_rate=48000";
  // -re alone begins with a burst, and then runs 5 % too fast for as long as the start has cost
  // time:
  // no clock does that, and the dates of the stream would be off by it.
  private static final List<String> REAL_TIME =
      List.of("-readrate", "1", "-readrate_initial_burst", "0", "-readrate_catchup", "1");
  private static final Set<String> FLV_VIDEO = Set.of("h264");
  private static final Set<String> FLV_AUDIO = Set.of("aac", "mp3");
  private static final long ANSWER_SECONDS = 20;

  private TestPublication() {}

  /** Returns a 720p30 test card with a running clock and a beep each second, in real time; made with little work. */
  public static List<String> testCard(BundledFfmpeg ffmpeg) throws InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(REAL_TIME);
    arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=" + FRAME_RATE));
    arguments.addAll(REAL_TIME);
    arguments.addAll(List.of("-f", "lavfi", "-i", BEEP));
    arguments.addAll(videoEncoder(ffmpeg, "ultrafast"));
    arguments.addAll(audioEncoder());
    return arguments;
  }

  /**
   * Returns a file in real time, or nothing if it has neither video nor audio. Tracks that RTMP carries are copied,
   * others are encoded.
   */
  public static Optional<List<String>> file(BundledFfmpeg ffmpeg, Path file)
      throws InterruptedException {
    List<String> codecs = codecs(ffmpeg, file);
    if (codecs.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>(REAL_TIME);
    arguments.addAll(List.of("-i", file.toString()));
    arguments.addAll(List.of("-map", "0:v:0?", "-map", "0:a:0?"));
    if (hasOnly(codecs, ",video", FLV_VIDEO)) {
      arguments.addAll(List.of("-c:v", "copy"));
    } else {
      arguments.addAll(videoEncoder(ffmpeg, "veryfast"));
    }
    arguments.addAll(
        hasOnly(codecs, ",audio", FLV_AUDIO) ? List.of("-c:a", "copy") : audioEncoder());
    return Optional.of(arguments);
  }

  /** Returns how to send to a URL, after what is sent. */
  public static List<String> to(String url) {
    return List.of("-f", "flv", "-flvflags", "no_duration_filesize", url);
  }

  private static List<String> codecs(BundledFfmpeg ffmpeg, Path file) throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    awaitEnd(ffmpeg.ffprobe(
        List.of("-show_entries", "stream=codec_type,codec_name", "-of", "csv=p=0", file.toString()),
        lines::add));
    return lines;
  }

  private static List<String> videoEncoder(BundledFfmpeg ffmpeg, String preset)
      throws InterruptedException {
    List<String> help = new CopyOnWriteArrayList<>();
    awaitEnd(ffmpeg.ffmpeg(List.of("-h", "encoder=libx264"), help::add));
    List<String> arguments = new ArrayList<>();
    if (help.stream().anyMatch(line -> line.startsWith("Encoder libx264"))) {
      arguments.addAll(List.of("-c:v", "libx264", "-preset", preset, "-tune", "zerolatency"));
    } else {
      arguments.addAll(List.of("-c:v", "libopenh264"));
    }
    arguments.addAll(List.of("-pix_fmt", "yuv420p", "-g", GOP_FRAMES));
    arguments.addAll(List.of("-b:v", "2500k", "-maxrate", "2500k", "-bufsize", "2500k"));
    return arguments;
  }

  private static List<String> audioEncoder() {
    return List.of("-c:a", "aac", "-b:a", "128k");
  }

  private static void awaitEnd(FfmpegProcess process) throws InterruptedException {
    try (process) {
      process.awaitExit(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static boolean hasOnly(List<String> codecs, String type, Set<String> allowed) {
    return codecs.stream()
        .filter(codec -> codec.endsWith(type))
        .allMatch(codec -> allowed.contains(codec.substring(0, codec.length() - type.length())));
  }
}
