package dev.sluice.packager;

import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import java.util.HexFormat;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stands in for audio that stays away while video goes on: players that were promised audio stop at a segment that has
 * none, and at the end of a stretch whose audio is shorter than its video.
 *
 * <p>Silence within a stretch begins where the video is, not where the audio stopped: frames of the past would come after
 * their time in the decoder's clock. When audio returns, what silence has covered already is left out.
 *
 * <p>Used by the {@code pk-} thread of the channel only.
 */
final class SilenceFill {
  /** How long video goes on without any audio before silence begins: less than a shortest segment. */
  static final long PATIENCE_90K = 67_500;

  /** What audio may lag behind video and still be filled up at the end of a stretch. */
  private static final long LAG_MAX_90K = 180_000;

  /** Raw data blocks of an AAC-LC frame without a sound (ISO/IEC 14496-3 §4.4.2.1). */
  private static final AccessUnitPayload MONO = frame("00c800802380");

  private static final AccessUnitPayload STEREO = frame("210049900219002380");

  private static final int TICKS_PER_SECOND = 90_000;
  private static final long NONE = Long.MIN_VALUE;

  private AccessUnitPayload frame; // null if there is no silence for the format
  private AudioFormat format;

  // The grid of the frames: real ones, or the silence that goes on from there.
  private long gridPts90k;
  private long frameCount;
  private boolean isSilent;
  private long videoDtsAtAudio90k = NONE;
  private long videoDts90k = NONE;

  /** Returns whether there is silence in a format. */
  static boolean isKnownIn(AudioFormat format) {
    return frameOf(format) != null;
  }

  /**
   * Begins anew with the tracks of a segment to come.
   *
   * @param isAbsent whether the audio has been waited for already, so that silence begins with the video
   */
  void tracks(boolean hasVideo, Optional<AudioFormat> audio, boolean isAbsent) {
    format = audio.orElse(null);
    frame = hasVideo ? audio.map(SilenceFill::frameOf).orElse(null) : null;
    isSilent = isAbsent && frame != null;
    frameCount = 0;
    videoDtsAtAudio90k = NONE;
    videoDts90k = NONE;
  }

  /** Takes note of a frame; returns whether it has its place, which silence may have taken. */
  boolean admits(long pts90k) {
    videoDtsAtAudio90k = videoDts90k;
    if (isSilent && pts90k < nextPts90k()) {
      return false;
    }
    isSilent = false;
    gridPts90k = pts90k;
    frameCount = 1;
    return true;
  }

  /** Takes note of a picture. */
  void onVideo(long dts90k) {
    videoDts90k = dts90k;
    if (videoDtsAtAudio90k == NONE) {
      videoDtsAtAudio90k = dts90k;
      gridPts90k = frameCount == 0 ? dts90k : gridPts90k;
    }
    if (frame != null && !isSilent && dts90k - videoDtsAtAudio90k >= PATIENCE_90K) {
      isSilent = true;
      frameCount += Math.max(0, ceilFrames(dts90k - nextPts90k()));
    }
  }

  /** Returns whether a frame of silence is due before the next picture. */
  boolean isDue() {
    return isSilent && nextPts90k() <= videoDts90k;
  }

  /** Returns whether audio that has come ends more than half a frame before a time at which video ends. */
  boolean isDueUntil(long end90k) {
    if (frame == null || frameCount == 0) {
      return false;
    }
    long lag90k = end90k - nextPts90k();
    return lag90k <= LAG_MAX_90K
        && 2 * lag90k * format.sampleRate() > (long) format.samplesPerFrame() * TICKS_PER_SECOND;
  }

  /** Takes note that the stretch has to end as it is. */
  void stop() {
    frame = null;
    isSilent = false;
  }

  /** Returns the frame of silence, which need not be released. */
  AccessUnitPayload frame() {
    return frame;
  }

  /** Returns the presentation time of the frame of silence that is due, and goes on to the next. */
  long takePts90k() {
    long pts90k = nextPts90k();
    frameCount++;
    return pts90k;
  }

  private long nextPts90k() {
    return gridPts90k
        + frameCount * format.samplesPerFrame() * TICKS_PER_SECOND / format.sampleRate();
  }

  private long ceilFrames(long duration90k) {
    long ticksPerFrame = (long) format.samplesPerFrame() * TICKS_PER_SECOND;
    return (duration90k * format.sampleRate() + ticksPerFrame - 1) / ticksPerFrame;
  }

  private static AccessUnitPayload frameOf(AudioFormat format) {
    if (format.codec() != AudioCodec.AAC) {
      return null;
    }
    return switch (format.channelCount()) {
      case 1 -> MONO;
      case 2 -> STEREO;
      default -> null;
    };
  }

  private static AccessUnitPayload frame(String hex) {
    return new SilentFrame(new UnsafeBuffer(HexFormat.of().parseHex(hex)));
  }

  /** Bytes that are there for ever. */
  private record SilentFrame(UnsafeBuffer bytes) implements AccessUnitPayload {
    @Override
    public void wrapInto(UnsafeBuffer view) {
      view.wrap(bytes);
    }

    @Override
    public int length() {
      return bytes.capacity();
    }

    @Override
    public void release() {
      // Lent for every frame anew.
    }
  }
}
