package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.EncoderSettings;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.ingest.transcode.libav.VideoEncoder;
import dev.sluice.packager.codec.VideoFormat;

/**
 * What a rung needs of an encoder: pictures in, access units out. Used by the rung's thread.
 *
 * <p>After each {@link #send}, {@link #receive} until it returns {@link EncodedUnit#NONE}.
 */
interface PictureEncoder extends AutoCloseable {
  /** Returns the format of what comes out. */
  VideoFormat format();

  /** Takes a picture, which stays the caller's; returns whether the encoder could use it. */
  boolean send(Picture picture, boolean isForcedIdr);

  /** Returns the next unit, with a hold that is the caller's, or {@link EncodedUnit#NONE}. */
  EncodedUnit receive();

  /** Lets what is delayed come out of {@link #receive}. */
  void drain();

  @Override
  void close();

  /** Opens FFmpeg's. */
  static PictureEncoder open(EncoderSettings settings, LibavCounters counters) {
    VideoEncoder encoder = VideoEncoder.open(settings, counters);
    return new PictureEncoder() {
      @Override
      public VideoFormat format() {
        return encoder.format();
      }

      @Override
      public boolean send(Picture picture, boolean isForcedIdr) {
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
    };
  }
}
