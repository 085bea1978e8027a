package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.PackagedChannel;
import dev.sluice.packager.codec.AudioFormat;
import java.util.List;
import java.util.Set;

/**
 * A packaged channel that writes down which renditions are offered and when audio begins, and passes everything on, but
 * for renditions that fail the first time.
 */
record OfferRecorder(
    PackagedChannel packaged, List<String> offers, List<Long> audioTimes90k, Set<String> failing)
    implements PackagedChannel {
  @Override
  public AccessUnitSink rendition(String rendition) {
    if (failing.remove(rendition)) {
      throw new OutOfMemoryError("none for " + rendition);
    }
    AccessUnitSink sink = packaged.rendition(rendition);
    return (format, timeline, pts90k, dts90k, isRandomAccess, payload) -> {
      if (format instanceof AudioFormat) {
        audioTimes90k.add(pts90k);
      }
      return sink.tryPublish(format, timeline, pts90k, dts90k, isRandomAccess, payload);
    };
  }

  @Override
  public void offer(String rendition, boolean isOffered) {
    offers.add(rendition + "=" + isOffered);
    packaged.offer(rendition, isOffered);
  }

  @Override
  public void suspend() {
    packaged.suspend();
  }

  @Override
  public void end() {
    packaged.end();
  }

  @Override
  public void close() {
    packaged.close();
  }

  @Override
  public long nextMediaSequence() {
    return packaged.nextMediaSequence();
  }
}
