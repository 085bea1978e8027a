package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.DecodeLimits;
import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.origin.Checks;
import dev.sluice.origin.store.Namespace;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * Settings of the transcoder, validated and frozen once by {@link #conclude()}.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>setting</th><th>unit</th><th>default</th><th>range</th></tr>
 * <tr><td>ladders</td><td>ladders</td><td>none</td><td>at most {@value #LADDERS_MAX}, of at most {@value #RUNGS_MAX} rungs</td></tr>
 * <tr><td>thumbnailIntervalNs</td><td>ns, 0 for none</td><td>5 s</td><td>0, 1 s to 1 h</td></tr>
 * <tr><td>maxPictureSize</td><td>pixels</td><td>4096 x 2304</td><td>64 x 64 to 8192 x 8192</td></tr>
 * <tr><td>encoder</td><td>FFmpeg's name</td><td>{@code auto}</td><td>one that works here</td></tr>
 * <tr><td>encoderThreads</td><td>threads, 0 for cores by rungs</td><td>0</td><td>0 to {@value #ENCODER_THREADS_MAX}</td></tr>
 * <tr><td>segmentTargetMs</td><td>ms</td><td>2000</td><td>500 to 60000</td></tr>
 * </table>
 */
public final class TranscodeContext {
  /** Most {@link #encoderThreads(int)}. */
  public static final int ENCODER_THREADS_MAX = 16;

  static final int LADDERS_MAX = 100;
  static final int RUNGS_MAX = 12;
  static final int HEIGHT_MIN = 64;
  static final int HEIGHT_MAX = 4320;

  private static final int PICTURE_SIDE_MAX = 8192;
  private static final int FRAME_RATE_MAX = 240;
  private static final int BITRATE_MIN = 10_000;
  private static final int BITRATE_MAX = 200_000_000;
  private static final int AUDIO_BITRATE_MIN = 16_000;
  private static final int AUDIO_BITRATE_MAX = 512_000;
  private static final long SEGMENT_TARGET_MIN_MS = 500;
  private static final long SEGMENT_TARGET_MAX_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long THUMBNAIL_INTERVAL_MIN_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long THUMBNAIL_INTERVAL_MAX_NS = TimeUnit.HOURS.toNanos(1);
  private static final int TICKS_PER_MS = 90;
  private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,32}");

  private List<Ladder> ladders = List.of();
  private Namespace namespace;
  private Path nativeCache = Path.of("data", "native");
  private long thumbnailIntervalNs = TimeUnit.SECONDS.toNanos(5);
  private DecodeLimits limits = DecodeLimits.DEFAULT;
  private String encoder = EncoderCatalog.AUTO;
  private int encoderThreads;
  private long segmentTargetMs = 2_000;
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private EncoderOpener encoderOpener = PictureEncoder::open;
  private boolean isConcluded;

  /** Sets the ladders; the first whose pattern matches a channel's name is the channel's. */
  public TranscodeContext ladders(List<Ladder> value) {
    Checks.notConcluded(isConcluded);
    ladders = List.copyOf(value);
    return this;
  }

  List<Ladder> ladders() {
    return ladders;
  }

  /** Sets where thumbnails go, under {@code CHANNEL/thumbnail.jpg}. */
  public TranscodeContext namespace(Namespace value) {
    Checks.notConcluded(isConcluded);
    namespace = value;
    return this;
  }

  Namespace namespace() {
    return namespace;
  }

  /** Sets the directory in which FFmpeg's libraries are unpacked: {@link BundledFfmpeg#cacheIn}. */
  public TranscodeContext nativeCache(Path value) {
    Checks.notConcluded(isConcluded);
    nativeCache = value;
    return this;
  }

  Path nativeCache() {
    return nativeCache;
  }

  /** Sets how much media lies between two thumbnails at least; 0 for none. Default 5 s. */
  public TranscodeContext thumbnailIntervalNs(long value) {
    Checks.notConcluded(isConcluded);
    thumbnailIntervalNs = value;
    return this;
  }

  long thumbnailInterval90k() {
    return TimeUnit.NANOSECONDS.toMillis(thumbnailIntervalNs) * TICKS_PER_MS;
  }

  /** Sets the most pixels that a coded picture may have; checked before anything is allocated. Default 4096 x 2304. */
  public TranscodeContext maxPictureSize(int width, int height) {
    Checks.notConcluded(isConcluded);
    limits = new DecodeLimits(width, height);
    return this;
  }

  DecodeLimits limits() {
    return limits;
  }

  /** Sets the encoder that rungs take which say {@code auto}: {@code auto} or an FFmpeg name. Default {@code auto}. */
  public TranscodeContext encoder(String value) {
    Checks.notConcluded(isConcluded);
    encoder = value;
    return this;
  }

  String encoder() {
    return encoder;
  }

  /** Sets threads an encoder, 1 to 16; 0 lets the number of cores and of rungs decide. Default 0. */
  public TranscodeContext encoderThreads(int value) {
    Checks.notConcluded(isConcluded);
    encoderThreads = value;
    return this;
  }

  /** Returns the threads of each encoder of a channel: all cores together, but one a rung if there are few. */
  int threadsOfEncoder(int rungCount) {
    if (encoderThreads > 0) {
      return encoderThreads;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Math.min(4, cores / Math.max(1, rungCount)));
  }

  /** Sets the preferred length of segments, which places the forced key frames. Default 2 s. */
  public TranscodeContext segmentTargetMs(long value) {
    Checks.notConcluded(isConcluded);
    segmentTargetMs = value;
    return this;
  }

  long segmentTarget90k() {
    return segmentTargetMs * TICKS_PER_MS;
  }

  TranscodeContext nanoClock(NanoClock value) {
    Checks.notConcluded(isConcluded);
    nanoClock = value;
    return this;
  }

  NanoClock nanoClock() {
    return nanoClock;
  }

  TranscodeContext encoderOpener(EncoderOpener value) {
    Checks.notConcluded(isConcluded);
    encoderOpener = value;
    return this;
  }

  EncoderOpener encoderOpener() {
    return encoderOpener;
  }

  /**
   * Validates and freezes.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  public TranscodeContext conclude() {
    Objects.requireNonNull(namespace, "namespace");
    Checks.range(ladders.size(), 0, LADDERS_MAX, "ladders");
    for (int i = 0; i < ladders.size(); i++) {
      checkLadder("ladders[" + i + "].", ladders.get(i));
    }
    if (thumbnailIntervalNs != 0) {
      Checks.range(
          thumbnailIntervalNs,
          THUMBNAIL_INTERVAL_MIN_NS,
          THUMBNAIL_INTERVAL_MAX_NS,
          "thumbnailIntervalNs");
    }
    Checks.range(limits.maxWidth(), HEIGHT_MIN, PICTURE_SIDE_MAX, "maxPictureSize width");
    Checks.range(limits.maxHeight(), HEIGHT_MIN, PICTURE_SIDE_MAX, "maxPictureSize height");
    Checks.range(encoderThreads, 0, ENCODER_THREADS_MAX, "encoderThreads");
    Checks.range(segmentTargetMs, SEGMENT_TARGET_MIN_MS, SEGMENT_TARGET_MAX_MS, "segmentTargetMs");
    isConcluded = true;
    return this;
  }

  private static void checkLadder(String key, Ladder ladder) {
    Checks.range(ladder.audioBitrate(), AUDIO_BITRATE_MIN, AUDIO_BITRATE_MAX, key + "audioBitrate");
    Checks.range(ladder.rungs().size(), 0, RUNGS_MAX, key + "rungs");
    Set<String> names = new HashSet<>();
    int lastHeight = Integer.MAX_VALUE;
    for (int i = 0; i < ladder.rungs().size(); i++) {
      Rung rung = ladder.rungs().get(i);
      String rungKey = key + "rungs[" + i + "].";
      checkRung(rungKey, rung);
      check(rungKey + "name", rung.name(), names.add(rung.name()), "a name for each rung");
      check(
          rungKey + "height",
          rung.height(),
          rung.height() <= lastHeight,
          "the largest rung first, so at most " + lastHeight);
      lastHeight = rung.height();
    }
  }

  private static void checkRung(String key, Rung rung) {
    check(key + "name", rung.name(), NAME.matcher(rung.name()).matches(), NAME.pattern());
    Checks.range(rung.height(), HEIGHT_MIN, HEIGHT_MAX, key + "height");
    check(key + "height", rung.height(), rung.height() % 2 == 0, "an even number");
    Checks.range(rung.maxFrameRate(), 1, FRAME_RATE_MAX, key + "maxFrameRate");
    Checks.range(rung.bitrate(), BITRATE_MIN, BITRATE_MAX, key + "bitrate");
    Checks.range(rung.maxBitrate(), rung.bitrate(), BITRATE_MAX, key + "maxBitrate");
    Checks.range(
        rung.bufferBits(), rung.bitrate() / rung.maxFrameRate(), BITRATE_MAX, key + "bufferBits");
  }

  private static void check(String name, Object value, boolean isRight, String expected) {
    if (!isRight) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
