package dev.sluice.ingest.rtmp;

import java.util.List;

/** The codings of Enhanced RTMP that are taken, as its connect command names them. */
final class FourCc {
  static final int AVC = EnhancedHeader.fourCc("avc1");
  static final int HEVC = EnhancedHeader.fourCc("hvc1");
  static final int AV1 = EnhancedHeader.fourCc("av01");
  static final int AAC = EnhancedHeader.fourCc("mp4a");
  static final int MP3 = EnhancedHeader.fourCc(".mp3");
  static final int OPUS = EnhancedHeader.fourCc("Opus");

  /** For videoFourCcInfoMap. */
  static final List<String> VIDEO = List.of("avc1", "hvc1", "av01");
  /** For audioFourCcInfoMap. */
  static final List<String> AUDIO = List.of("mp4a", ".mp3", "Opus");

  private FourCc() {}
}
