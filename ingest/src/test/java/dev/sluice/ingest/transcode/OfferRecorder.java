package dev.sluice.ingest.transcode;

import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.PackagedChannel;
import java.util.List;

/** A packaged channel that writes down which renditions are offered, and passes everything else on. */
record OfferRecorder(PackagedChannel packaged, List<String> offers) implements PackagedChannel {
  @Override
  public AccessUnitSink rendition(String rendition) {
    return packaged.rendition(rendition);
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
