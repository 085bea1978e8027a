package dev.sluice.ingest.channel;

/** What was found wrong with the times of a stream and put right. */
public enum RepairCase {
  /** The times of a source wrapped and were unwrapped. */
  WRAP,
  /** Times jumped forward: a new timeline. */
  FORWARD_JUMP,
  /** Times jumped backward: a new timeline. */
  BACKWARD_JUMP,
  /** A track was silent while the other went on. */
  SILENCE,
  /** A decoding time went back a little. */
  BACKWARD_JITTER,
  /** A decoding time came twice. */
  DUPLICATE,
  /** Decoding times did not advance for long: the unit has the time of its arrival. */
  STANDSTILL,
  /** A presentation time was before its decoding time, or absurdly far after it. */
  COMPOSITION,
  /** The tracks' times had nothing to do with each other: the later one was moved to where the first one was. */
  REALIGNED,
  /** A unit of the old times came after the jump. */
  LATE_UNIT
}
