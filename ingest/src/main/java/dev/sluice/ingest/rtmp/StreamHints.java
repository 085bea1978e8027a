package dev.sluice.ingest.rtmp;

import dev.sluice.ingest.channel.StreamHint;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Reads onMetaData, with or without @setDataFrame in front of it. Wrong values read as absent: the media decides. */
final class StreamHints {
  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final String ON_META_DATA = "onMetaData";
  private static final double FRAME_RATE_MIN = 1;
  private static final double FRAME_RATE_MAX = 240;

  private boolean hasVideo;
  private boolean hasAudio;
  private double frameRate;

  private StreamHints() {}

  /** Returns what a data message says of the stream, if it says anything. */
  static Optional<StreamHint> read(ByteBuf data, int maxDepth) {
    Amf0Reader reader = new Amf0Reader(data, maxDepth);
    String name = reader.hasNext() ? reader.string() : "";
    if (name.equals(SET_DATA_FRAME) && reader.hasNext()) {
      name = reader.string();
    }
    if (!name.equals(ON_META_DATA) || !reader.hasNext()) {
      return Optional.empty();
    }
    StreamHints found = new StreamHints();
    reader.object(found::onProperty);
    return found.hasVideo || found.hasAudio
        ? Optional.of(new StreamHint(found.hasVideo, found.hasAudio, found.frameRate))
        : Optional.empty();
  }

  private void onProperty(String name, Amf0Reader value) {
    switch (name) {
      case "videocodecid", "width" -> hasVideo |= isPresent(value);
      case "audiocodecid", "audiosamplerate" -> hasAudio |= isPresent(value);
      case "framerate" -> {
        double rate = value.number();
        frameRate = rate >= FRAME_RATE_MIN && rate <= FRAME_RATE_MAX ? rate : 0;
      }
      default -> value.skip();
    }
  }

  /** Codec ids come as FLV numbers or as FourCC strings. */
  private static boolean isPresent(Amf0Reader value) {
    return value.nextIsString() ? !value.string().isEmpty() : value.number() > 0;
  }
}
