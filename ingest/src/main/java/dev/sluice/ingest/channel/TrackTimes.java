package dev.sluice.ingest.channel;

/** Where one track of a source is. Written by {@link TimestampRepair}. */
final class TrackTimes {
  static final long UNSET = Long.MIN_VALUE;
  static final long FIRST_DURATION_90K = 1_800;

  /** Times as they came. */
  long sourceDts90k = UNSET;
  /** Times as they went out. */
  long dts90k = UNSET;
  /** Distance of the last two units. */
  long duration90k = FIRST_DURATION_90K;
  /** Added to the common offset: other than 0 if the track's times had nothing to do with the other track's. */
  long alignment90k;
  /** Which of the source's stretches of times the track is in. */
  long generation;
  /** How far the other track has jumped since this one was in its stretch. */
  long pendingJump90k;
  /** Where the other track was when this one's last unit came. */
  long otherDts90k = UNSET;
  /** When the last unit came. */
  long arrivalNs;
  /** When units began to come whose times do not advance; unset while they do. */
  long standingNs = UNSET;
  /** Where the track was then. */
  long standing90k;

  boolean hasStarted() {
    return dts90k != UNSET;
  }

  /** The tracks of a source. */
  enum Track {
    VIDEO,
    AUDIO
  }
}
