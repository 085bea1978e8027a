package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.Publication;
import dev.sluice.packager.codec.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One elementary stream of a publisher: FLV tags in, access units out. A tag without use is dropped and counted; each
 * track complains once a publication.
 */
abstract class Track {
  private static final Logger LOG = LoggerFactory.getLogger(Track.class);
  private static final byte[] NONE = {};

  final RtmpTimestamps timestamps;
  private final RtmpCounters counters;
  private final String remote;
  private Publication publication;
  private byte[] sequenceHeader = NONE;
  private boolean hasFormat;
  private boolean hasAnnounced;
  private boolean hasComplained;
  private boolean hasToldOfTracks;

  Track(RtmpTimestamps timestamps, RtmpCounters counters, String remote) {
    this.timestamps = timestamps;
    this.counters = counters;
    this.remote = remote;
  }

  /** Gives the publication the format that came already, and everything from here on. */
  final void begin(Publication accepted) {
    publication = accepted;
    if (hasFormat) {
      announceFormat();
    }
  }

  /** Takes one FLV tag body; the payload belongs to the track. */
  abstract void onTag(int timestampMs, ByteBuf payload);

  /** Tells the publication the format that was parsed last. */
  abstract void announce(Publication accepted);

  /** Parses a decoder configuration and keeps the format. */
  abstract void parse(byte[] configuration);

  final boolean isReady() {
    return hasFormat && publication != null;
  }

  /**
   * Returns whether the publication takes an access unit: one that the last configuration is for, and any before the first
   * configuration, since it misses the sequence header.
   */
  final boolean isTaken(boolean isConfigured) {
    return publication != null && (!hasAnnounced || hasFormat && isConfigured);
  }

  final Publication publication() {
    return publication;
  }

  /** Takes the rest of a tag as decoder configuration. Publishers repeat it: the same bytes change nothing. */
  final void onConfiguration(ByteBuf payload) {
    if (!payload.isReadable()) {
      payload.release(); // FFmpeg does so while its encoder has yet to say
      return;
    }
    byte[] bytes = ByteBufUtil.getBytes(payload);
    payload.release();
    if (hasFormat && Arrays.equals(bytes, sequenceHeader)) {
      return;
    }
    try {
      parse(bytes);
      sequenceHeader = bytes;
      hasFormat = true;
      if (publication != null) {
        announceFormat();
      }
    } catch (MalformedMediaException e) {
      // What follows belongs to a configuration that cannot be read: the track is held until a good
      // one comes.
      hasFormat = false;
      counters.droppedMessages.increment();
      complain(e.getMessage());
    }
  }

  /** Takes the next configuration for another one, whatever its bytes: it is of another coding. */
  final void forgetConfiguration() {
    sequenceHeader = NONE;
    hasFormat = false;
  }

  /** Returns the time of a media message and counts the wrap that it may be the first after. */
  final long unwrap90k(int timestampMs) {
    long time90k = timestamps.unwrap90k(timestampMs);
    if (timestamps.hasWrapped()) {
      counters.wraps.increment();
      publication.timestampWrapped();
    }
    return time90k;
  }

  /** Returns the time that a message under way will have. */
  final long peek90k(int timestampMs) {
    return timestamps.peek90k(timestampMs);
  }

  final void drop(ByteBuf payload) {
    payload.release();
    counters.droppedMessages.increment();
  }

  final void drop(ByteBuf payload, String reason) {
    drop(payload);
    complain(reason);
  }

  /** Reads the header of a tag of Enhanced RTMP; returns false, and is done with the tag, if there is nothing to take. */
  final boolean readHeader(EnhancedHeader header, ByteBuf tag, String kind) {
    int result = header.read(tag);
    if (header.hasOtherTracks() && !hasToldOfTracks) {
      hasToldOfTracks = true;
      LOG.warn("rtmp {} sends several {} tracks: only track 0 is taken", remote, kind);
    }
    if (result == EnhancedHeader.OTHER_TRACK) {
      tag.release();
    } else if (result == EnhancedHeader.MALFORMED) {
      drop(tag, "Enhanced RTMP " + kind + " whose header is cut short");
    }
    return result == EnhancedHeader.TAKEN;
  }

  private void announceFormat() {
    hasAnnounced = true;
    announce(publication);
  }

  private void complain(String reason) {
    if (!hasComplained) {
      hasComplained = true;
      LOG.warn("rtmp {} sends media that is left out: {}", remote, reason);
    }
  }
}
