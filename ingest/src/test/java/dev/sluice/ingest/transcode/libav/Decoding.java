package dev.sluice.ingest.transcode.libav;

import java.util.ArrayList;
import java.util.List;

/** Decodes clips to their end. The pictures are closed with it. */
final class Decoding implements AutoCloseable {
  private final List<Picture> pictures = new ArrayList<>();
  private int corruptCount;

  /** Decodes all access units; those that are refused are left out. */
  static Decoding of(Clip clip, LibavCounters counters) {
    return of(clip, clip.units(), counters);
  }

  /** Decodes some access units by the configuration of a clip. */
  static Decoding of(Clip clip, List<Clip.Unit> units, LibavCounters counters) {
    Decoding decoding = new Decoding();
    try (VideoDecoder decoder =
        VideoDecoder.open(clip.videoFormat(), DecodeLimits.DEFAULT, counters)) {
      for (Clip.Unit unit : units) {
        int result = decoder.send(unit, unit.pts90k(), unit.dts90k());
        decoding.corruptCount += result == VideoDecoder.CORRUPT ? 1 : 0;
        decoding.receiveAll(decoder, counters);
      }
      decoder.drain();
      decoding.receiveAll(decoder, counters);
    }
    return decoding;
  }

  private void receiveAll(VideoDecoder decoder, LibavCounters counters) {
    Picture picture = Picture.allocate(counters);
    while (decoder.receive(picture)) {
      pictures.add(picture);
      picture = Picture.allocate(counters);
    }
    picture.close();
  }

  List<Picture> pictures() {
    return pictures;
  }

  List<Long> times90k() {
    return pictures.stream().map(Picture::pts90k).toList();
  }

  int corruptCount() {
    return corruptCount;
  }

  @Override
  public void close() {
    pictures.forEach(Picture::close);
  }
}
