package dev.sluice.ingest.channel;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;

/**
 * A publisher's permission to feed a channel. Used by its event loop only.
 *
 * <p>Times come in 90 kHz ticks, unwrapped by the listener to 64 bits; jumps, stalls and disorder are repaired here. A
 * publication that was taken over swallows what still comes.
 */
public interface Publication {
  /** Sets the video format from here on; an equal one changes nothing. */
  void videoFormat(VideoFormat format);

  /** Sets the audio format from here on; an equal one changes nothing. */
  void audioFormat(AudioFormat format);

  /** Takes what the publisher says of its stream. A hint: the media decides. */
  void hint(StreamHint hint);

  /** Takes one video access unit; the payload belongs to the publication from here on. */
  void video(long pts90k, long dts90k, AccessUnitPayload payload);

  /**
   * Takes note that a video access unit which the publisher calls a key frame has begun to come: {@link #video} follows
   * with the same times, or nothing does.
   */
  void keyFrameBegun(long pts90k, long dts90k);

  /** Takes one audio access unit; the payload belongs to the publication from here on. */
  void audio(long pts90k, AccessUnitPayload payload);

  /** Counts timestamps that the listener unwrapped. */
  void timestampWrapped();

  /** Ends the publication: the publisher said so, or its connection is gone. Calling it twice has no effect. */
  void close(String reason);
}
