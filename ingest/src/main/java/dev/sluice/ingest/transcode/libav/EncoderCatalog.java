package dev.sluice.ingest.transcode.libav;

import dev.sluice.packager.codec.FrameRate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The H.264 encoders that work on this machine, found by encoding a few pictures with each. Any thread. */
public final class EncoderCatalog {
  /** Setting that leaves the choice to the catalog. */
  public static final String AUTO = "auto";

  private static final Logger LOG = LoggerFactory.getLogger(EncoderCatalog.class);
  // Those that take planar pictures from plain memory; VA-API and Quick Sync Video do not.
  private static final List<String> CANDIDATES =
      List.of("h264_nvenc", "h264_videotoolbox", "libx264", "libopenh264");
  private static final long TRIAL_SECONDS_MAX = 5;
  private static final int TRIAL_PICTURES = 3;
  private static final int TRIAL_PICTURE_90K = 3_000;

  private final List<String> names;

  private EncoderCatalog(List<String> names) {
    this.names = names;
  }

  /**
   * Tries hardware first, then software; takes {@value #TRIAL_SECONDS_MAX} seconds at most for each, and nothing that
   * fails here is an error.
   */
  public static EncoderCatalog probe(LibavCounters counters) {
    List<String> working = new ArrayList<>();
    for (String encoder : CANDIDATES) {
      if (works(encoder, counters)) {
        working.add(encoder);
      }
    }
    return new EncoderCatalog(List.copyOf(working));
  }

  /** A driver may hang; its thread is left behind then, and does not keep the process from ending. */
  private static boolean works(String encoder, LibavCounters counters) {
    CompletableFuture<Void> trial = new CompletableFuture<>();
    Thread thread = new Thread(() -> attempt(encoder, counters, trial), "tc-trial");
    thread.setDaemon(true);
    thread.start();
    try {
      trial.get(TRIAL_SECONDS_MAX, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.debug("{} does not work here: {}", encoder, e.getCause().getMessage());
    } catch (TimeoutException e) {
      LOG.debug("{} does not answer within {} s", encoder, TRIAL_SECONDS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static void attempt(
      String encoder, LibavCounters counters, CompletableFuture<Void> trial) {
    try {
      encode(encoder, counters);
      trial.complete(null);
    } catch (LibavException | LinkageError e) {
      trial.completeExceptionally(e);
    }
  }

  private static void encode(String encoder, LibavCounters counters) {
    EncoderSettings settings = new EncoderSettings(
        encoder,
        640,
        360,
        new FrameRate(30, 1),
        1_000_000,
        1_000_000,
        1_000_000,
        VideoProfile.MAIN,
        EncoderPreset.VERYFAST,
        /* threads= */ 1,
        ColourDescription.UNSPECIFIED);
    try (VideoEncoder trial = VideoEncoder.open(settings, counters);
        Picture picture = Picture.allocate(counters)) {
      int units = 0;
      for (int i = 0; i < TRIAL_PICTURES; i++) {
        allocatePixels(settings, picture);
        picture.frame().pts((long) i * TRIAL_PICTURE_90K);
        if (!trial.send(picture, /* isForcedIdr= */ i == 0)) {
          throw new LibavException("picture " + i + ": refused");
        }
        units += releaseAll(trial);
      }
      trial.drain();
      units += releaseAll(trial);
      if (units != TRIAL_PICTURES) {
        throw new LibavException("access units: " + units + " (expected: " + TRIAL_PICTURES + ")");
      }
    }
  }

  private static void allocatePixels(EncoderSettings settings, Picture picture) {
    picture.clear();
    AVFrame frame = picture.frame();
    frame.width(settings.width());
    frame.height(settings.height());
    frame.format(avutil.AV_PIX_FMT_YUV420P);
    Results.require(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
    picture.filled();
  }

  private static int releaseAll(VideoEncoder encoder) {
    int count = 0;
    for (EncodedUnit unit = encoder.receive(); unit != EncodedUnit.NONE; unit = encoder.receive()) {
      unit.release();
      count++;
    }
    return count;
  }

  /** Returns FFmpeg's names of the encoders that work, the best first. */
  public List<String> names() {
    return names;
  }

  /**
   * Checks a setting.
   *
   * @param key of the setting, for the message
   * @param configured {@link #AUTO} for the best, or a name
   * @throws IllegalArgumentException if it does not work on this machine; the message names those that do
   */
  public void check(String key, String configured) {
    boolean isRight = configured.equals(AUTO) ? !names.isEmpty() : names.contains(configured);
    if (!isRight) {
      throw new IllegalArgumentException(
          key + ": " + configured + " (expected: " + AUTO + " or one of " + names + ")");
    }
  }
}
