package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.packager.codec.VideoFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** An encoder that takes its time with each picture. */
record SlowEncoder(PictureEncoder encoder, AtomicLong delayNs) implements PictureEncoder {
  @Override
  public VideoFormat format() {
    return encoder.format();
  }

  @Override
  public boolean send(Picture picture, boolean isForcedIdr) {
    long endNs = System.nanoTime() + delayNs.get();
    while (System.nanoTime() - endNs < 0) {
      LockSupport.parkNanos(endNs - System.nanoTime());
    }
    return encoder.send(picture, isForcedIdr);
  }

  @Override
  public EncodedUnit receive() {
    return encoder.receive();
  }

  @Override
  public void drain() {
    encoder.drain();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
