package dev.sluice.packager.hls;

import dev.sluice.origin.live.SegmentEntry;
import dev.sluice.origin.live.WindowSnapshot;
import dev.sluice.packager.codec.VideoRange;

/** The text of playlists: a pure function of a snapshot. */
public final class PlaylistText {
  /** Up to 5 the target duration is the longest segment's, from 6 on that is rounded (rfc8216bis §8), as here. */
  private static final String HEADER = "#EXTM3U\n#EXT-X-VERSION:6\n";

  /** What a multivariant playlist over transport streams says: nothing in it needs more. */
  private static final String TS_MULTIVARIANT_HEADER = "#EXTM3U\n#EXT-X-VERSION:3\n";

  private static final String AUDIO_GROUP_ID = "audio";
  private static final int SEGMENT_TEXT_LENGTH = 128;

  private PlaylistText() {}

  /** Returns a media playlist. */
  public static String of(MediaPlaylistSnapshot snapshot) {
    StringBuilder text =
        new StringBuilder(SEGMENT_TEXT_LENGTH * (snapshot.window().segments().size() + 2));
    text.append(HEADER);
    if (snapshot.hasIndependentSegments()) {
      text.append(TagText.INDEPENDENT_SEGMENTS);
    }
    TagText.appendNumber(text, "#EXT-X-TARGETDURATION:", snapshot.targetDurationSeconds());
    WindowSnapshot window = snapshot.window();
    TagText.appendNumber(text, "#EXT-X-MEDIA-SEQUENCE:", window.mediaSequence());
    TagText.appendNumber(text, "#EXT-X-DISCONTINUITY-SEQUENCE:", window.discontinuitySequence());
    for (SegmentEntry segment : window.segments()) {
      appendSegment(text, segment);
    }
    if (snapshot.isEnded()) {
      text.append(TagText.END_LIST);
    }
    return text.toString();
  }

  /** Returns a multivariant playlist. */
  public static String of(MultivariantSnapshot snapshot) {
    StringBuilder text = new StringBuilder();
    text.append(snapshot.isCmaf() ? HEADER : TS_MULTIVARIANT_HEADER);
    if (snapshot.hasIndependentSegments()) {
      text.append(TagText.INDEPENDENT_SEGMENTS);
    }
    snapshot.audio().ifPresent(audio -> appendAudio(text, audio));
    for (Variant variant : snapshot.variants()) {
      appendVariant(text, variant, /* hasGroup= */ snapshot.audio().isPresent());
    }
    return text.toString();
  }

  private static void appendSegment(StringBuilder text, SegmentEntry segment) {
    if (segment.isDiscontinuity()) {
      text.append(TagText.DISCONTINUITY);
    }
    TagText.appendDateTime(text, segment.programDateTimeEpochMs());
    text.append("#EXTINF:");
    TagText.appendSeconds(text, segment.duration90k());
    text.append(segment.isGap() ? ",\n#EXT-X-GAP\n" : ",\n");
    TagText.appendName(text, segment.key());
    text.append('\n');
  }

  private static void appendAudio(StringBuilder text, AudioGroup audio) {
    text.append("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"").append(AUDIO_GROUP_ID);
    text.append("\",NAME=\"Audio\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"");
    text.append(audio.channelCount()).append("\",URI=\"").append(audio.uri()).append("\"\n");
  }

  private static void appendVariant(StringBuilder text, Variant variant, boolean hasGroup) {
    text.append("#EXT-X-STREAM-INF:BANDWIDTH=").append(variant.bandwidth());
    text.append(",AVERAGE-BANDWIDTH=").append(variant.averageBandwidth());
    text.append(",CODECS=\"").append(variant.codecs()).append('"');
    if (variant.width() > 0) {
      text.append(",RESOLUTION=").append(variant.width()).append('x').append(variant.height());
    }
    if (variant.frameRate() > 0) {
      text.append(",FRAME-RATE=");
      TagText.appendDecimal(text, Math.round(variant.frameRate() * 1_000), 3);
    }
    if (variant.range() != VideoRange.SDR) {
      text.append(",VIDEO-RANGE=").append(variant.range());
    }
    if (hasGroup) {
      text.append(",AUDIO=\"").append(AUDIO_GROUP_ID).append('"');
    }
    text.append('\n').append(variant.uri()).append('\n');
  }
}
