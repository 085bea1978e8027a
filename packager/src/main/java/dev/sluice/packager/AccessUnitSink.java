package dev.sluice.packager;

import dev.sluice.packager.codec.TrackFormat;

/**
 * Takes the access units of one rendition: the door between whatever makes them (a listener, a transcoder) and the
 * packager.
 *
 * <p>Any number of threads may publish to the renditions of a channel; the units of one track come from one thread, in
 * decoding order. Every unit carries its format and timeline, so that a unit dropped under pressure loses nothing but
 * itself.
 */
public interface AccessUnitSink {
  /** The unit is in the ring. */
  int ACCEPTED = 1;
  /** The ring is full: the unit is gone. The caller drops on to the next random access point and counts. */
  int BACK_PRESSURED = -1;
  /** The channel has ended: the unit is gone, and so will be all that follow. */
  int CLOSED = -2;

  /**
   * Takes note that a random access unit of video is on its way, so that the segment which it ends does not wait for its
   * last byte. The unit follows with the same times, or the stream breaks off. By the thread that publishes video.
   *
   * @param timeline of the unit, the one that the channel is on
   * @param pts90k presentation time of the unit in 90 kHz ticks
   * @param dts90k decoding time of the unit in 90 kHz ticks
   */
  default void expectRandomAccess(Timeline timeline, long pts90k, long dts90k) {}

  /**
   * Hands over one access unit. The payload belongs to the sink from here on, whatever the result.
   *
   * @param format of the track; equal formats may be different objects
   * @param timeline to which the times belong; a new one marks a discontinuity
   * @param pts90k presentation time in 90 kHz ticks, at least {@code dts90k} for video
   * @param dts90k decoding time in 90 kHz ticks, strictly increasing within a track and timeline
   * @param isRandomAccess whether decoding can start here; always true for audio
   * @return {@link #ACCEPTED}, {@link #BACK_PRESSURED} or {@link #CLOSED}
   */
  int tryPublish(
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload);
}
