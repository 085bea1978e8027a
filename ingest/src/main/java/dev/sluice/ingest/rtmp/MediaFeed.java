package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.ingest.channel.StreamHint;
import io.netty.buffer.ByteBuf;

/**
 * Feeds one publication from the media messages of its connection.
 *
 * <p>Begins with the publish command, before the answer: a publisher that does not wait for it sends its sequence
 * headers once, so the tracks keep them until {@link #begin}. Used by the connection's event loop only.
 */
final class MediaFeed {
  /** Type, length, timestamp and message stream id, as in a FLV tag (RTMP 1.0 §7.1.6). */
  private static final int TAG_HEADER_LENGTH = 11;

  private static final int BACK_POINTER_LENGTH = 4;

  private final VideoTrack video;
  private final AudioTrack audio;
  private final RtmpCounters counters;
  private Publication publication;
  private StreamHint hint;

  MediaFeed(RtmpCounters counters, String remote) {
    RtmpTimestamps timestamps = new RtmpTimestamps();
    this.counters = counters;
    this.video = new VideoTrack(timestamps, counters, remote);
    this.audio = new AudioTrack(timestamps, counters, remote);
  }

  /** The publisher may send: gives the publication what came already. */
  void begin(Publication accepted) {
    publication = accepted;
    if (hint != null) {
      publication.hint(hint);
    }
    video.begin(accepted);
    audio.begin(accepted);
  }

  /** Ends the publication, if it ever began. */
  void close(String reason) {
    if (publication != null) {
      publication.close(reason);
    }
  }

  void onHint(StreamHint newHint) {
    if (newHint.equals(hint)) {
      return;
    }
    hint = newHint;
    if (publication != null) {
      publication.hint(newHint);
    }
  }

  /** Looks at the beginning of a video message under way. */
  void onVideoBegun(int timestampMs, ByteBuf beginning) {
    video.onTagBegun(timestampMs, beginning);
  }

  /** Takes a message of type audio, video or aggregate; the payload belongs to the feed. */
  void onMessage(int type, int timestampMs, ByteBuf payload) {
    switch (type) {
      case MessageType.VIDEO -> video.onTag(timestampMs, payload);
      case MessageType.AUDIO -> audio.onTag(timestampMs, payload);
      default -> unpack(timestampMs, payload);
    }
  }

  /** The first tag has the time of the aggregate, the others keep their distance to it (RTMP 1.0 §7.1.6). */
  private void unpack(int timestampMs, ByteBuf aggregate) {
    try {
      boolean first = true;
      int offsetMs = 0;
      while (aggregate.readableBytes() >= TAG_HEADER_LENGTH) {
        int type = aggregate.readUnsignedByte();
        int length = aggregate.readUnsignedMedium();
        int tagMs = aggregate.readUnsignedMedium() | aggregate.readUnsignedByte() << 24;
        aggregate.skipBytes(TAG_HEADER_LENGTH - 8);
        if (length > aggregate.readableBytes()) {
          counters.droppedMessages.increment();
          return;
        }
        offsetMs = first ? timestampMs - tagMs : offsetMs;
        first = false;
        onTag(type, tagMs + offsetMs, aggregate.readRetainedSlice(length));
        aggregate.skipBytes(Math.min(BACK_POINTER_LENGTH, aggregate.readableBytes()));
      }
    } finally {
      aggregate.release();
    }
  }

  private void onTag(int type, int timestampMs, ByteBuf payload) {
    if (type == MessageType.VIDEO || type == MessageType.AUDIO) {
      onMessage(type, timestampMs, payload);
    } else {
      payload.release();
    }
  }
}
