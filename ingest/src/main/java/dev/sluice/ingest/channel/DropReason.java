package dev.sluice.ingest.channel;

/** Why an access unit does not reach the packager. */
public enum DropReason {
  /** Its publication has lost the channel, or is closed. */
  TAKEN_OVER,
  /** The track's sequence header has not come. */
  NO_FORMAT,
  /** Its NAL units do not add up. */
  MALFORMED,
  /** It holds no picture. */
  NO_PICTURE,
  /** Decoding cannot start with it, and what it needs is missing. */
  NOT_DECODABLE,
  /** It was before the start of the stream. */
  BEFORE_START,
  /** Its times are from before a jump. */
  LATE,
  /** The ring to the packager, or to the transcoder before it, was full. */
  BACK_PRESSURE,
  /** The packager has ended the channel. */
  CLOSED
}
