package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.OpusConfiguration;
import org.agrona.DirectBuffer;

/** Opus in a sample entry of type Opus (Opus in ISOBMFF §4.3). Packets are samples as they are, on a clock of 48 kHz. */
final class OpusTrack implements CmafTrack {
  private final AudioFormat format;

  OpusTrack(AudioFormat format) {
    this.format = format;
  }

  @Override
  public boolean isVideo() {
    return false;
  }

  @Override
  public String codecs() {
    return format.codecs();
  }

  @Override
  public int timescale() {
    return OpusConfiguration.SAMPLE_RATE;
  }

  @Override
  public int frameDuration() {
    return format.samplesPerFrame();
  }

  @Override
  public int displayWidth() {
    return 0;
  }

  @Override
  public int displayHeight() {
    return 0;
  }

  @Override
  public void putSampleEntry(BoxWriter boxes, int bitrate) {
    int entry = CmafTrack.beginAudioEntry(boxes, "Opus", format);
    int specific = boxes.begin("dOps");
    boxes.putBytes(OpusConfiguration.forSampleEntry(format.configuration().toBytes()));
    boxes.end(specific);
    CmafTrack.putBitrate(boxes, bitrate);
    boxes.end(entry);
  }

  @Override
  public int measure(DirectBuffer accessUnit) {
    return accessUnit.capacity() == 0 ? MALFORMED : accessUnit.capacity();
  }

  @Override
  public void write(DirectBuffer accessUnit, ChunkWriter chunk) {
    chunk.append(accessUnit, 0, accessUnit.capacity());
  }
}
