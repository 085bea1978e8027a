package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.libav.AudioTarget;
import dev.sluice.ingest.transcode.libav.AudioTranscoder;
import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audio of a channel, the same for every rung: the source's own where it is fit, AAC-LC otherwise. What was encoded
 * once keeps its format for the life of the channel.
 *
 * <p>Used by the {@code tc-} thread.
 */
final class AudioStage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AudioStage.class);
  private static final String AAC_LC = "mp4a.40.2"; // RFC 6381 §3.3
  private static final int SAMPLE_RATE_DEFAULT = 48_000;
  private static final int SAMPLE_RATE_CD = 44_100;
  private static final int CHANNELS_MAX = 2;

  private final String channel;
  private final Ladder ladder;
  private final Transcoding transcoding;
  private final DecodeErrors errors;
  private final HeldAudio.Release target;

  // For the life of the channel.
  private AudioTarget encoded; // null until audio is encoded
  private AudioFormat firstPassed; // null until audio goes through

  private AudioFormat format; // of the source, null until its first frame
  private boolean isPassthrough;
  private boolean isRefused;
  private AudioTranscoder transcoder; // null while audio goes through

  AudioStage(
      String channel,
      Ladder ladder,
      Transcoding transcoding,
      SourceCounters counters,
      HeldAudio.Release target) {
    this.channel = channel;
    this.ladder = ladder;
    this.transcoding = transcoding;
    errors = new DecodeErrors(channel, "audio", counters, transcoding.context().nanoClock());
    this.target = target;
  }

  /** Returns whether a frame of this format would change what comes out. */
  boolean breaksWith(AudioFormat next) {
    return format != null && isPassthrough && !next.equals(format);
  }

  /** Takes a frame and gives its payload back, or on. */
  void onFrame(SourceUnit unit, SharedPayloads payloads) {
    AudioFormat next = (AudioFormat) unit.format();
    if (next != format && !next.equals(format)) {
      change(next);
    }
    if (isPassthrough) {
      target.onAudio(format, unit.pts90k(), payloads.share(unit.takePayload()));
    } else if (!isRefused) {
      if (transcoder.send(unit.payload(), unit.pts90k()) == AudioTranscoder.CORRUPT) {
        errors.onCorrupt();
      }
      receive();
    }
  }

  /** Lets what is delayed come out and frees the encoder; the next frame begins anew. */
  void flush() {
    if (transcoder != null) {
      transcoder.drain();
      receive();
    }
    close();
  }

  @Override
  public void close() {
    format = null;
    if (transcoder != null) {
      transcoder.close();
      transcoder = null;
    }
  }

  private void change(AudioFormat next) {
    flush();
    format = next;
    isRefused = false;
    isPassthrough = encoded == null && isFit(next, ladder.audioPassthrough());
    if (isPassthrough) {
      firstPassed = firstPassed == null ? next : firstPassed;
      return;
    }
    if (encoded == null) {
      encoded =
          AudioTarget.fitting(firstPassed == null ? next : firstPassed, ladder.audioBitrate());
    }
    try {
      transcoder = AudioTranscoder.open(next, encoded, transcoding.natives());
    } catch (LibavException e) {
      isRefused = true;
      LOG.warn("channel {}: goes without audio: {}", channel, e.getMessage());
    }
  }

  private void receive() {
    for (EncodedUnit unit = transcoder.receive();
        unit != EncodedUnit.NONE;
        unit = transcoder.receive()) {
      target.onAudio(transcoder.format(), unit.pts90k(), unit);
    }
  }

  static boolean isFit(AudioFormat format, Passthrough setting) {
    return format.codec() == AudioCodec.AAC
        && switch (setting) {
          case NEVER -> false;
          case ALWAYS -> true;
          case AUTO ->
            format.codecs().equals(AAC_LC)
                && format.channelCount() <= CHANNELS_MAX
                && (format.sampleRate() == SAMPLE_RATE_DEFAULT
                    || format.sampleRate() == SAMPLE_RATE_CD);
        };
  }
}
