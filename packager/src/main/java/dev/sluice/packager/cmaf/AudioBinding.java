package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.AudioFormat;
import org.agrona.DirectBuffer;

/** What all codings of audio have in common: frames of one length on the clock of their samples, which are samples as they are. */
abstract class AudioBinding implements CodecBinding {
  private final String entryType;
  private final AudioFormat format;

  AudioBinding(String entryType, AudioFormat format) {
    this.entryType = entryType;
    this.format = format;
  }

  @Override
  public final boolean isVideo() {
    return false;
  }

  @Override
  public String codecs() {
    return format.codecs();
  }

  @Override
  public final int timescale() {
    return format.sampleRate();
  }

  @Override
  public final int frameDuration() {
    return format.samplesPerFrame();
  }

  @Override
  public final int displayWidth() {
    return 0;
  }

  @Override
  public final int displayHeight() {
    return 0;
  }

  /** Writes an AudioSampleEntry (ISO/IEC 14496-12 §12.2.3). */
  @Override
  public final void putSampleEntry(BoxWriter boxes) {
    int entry = boxes.begin(entryType);
    boxes.putZeros(6); // reserved
    boxes.putShort(1); // data_reference_index
    boxes.putZeros(8); // reserved
    boxes.putShort(format.channelCount());
    boxes.putShort(16); // samplesize
    boxes.putInt(0); // pre_defined, reserved
    // 16.16, which has no room for the highest rates: the decoder's configuration says those.
    boxes.putInt(format.sampleRate() > 0xFFFF ? 0 : format.sampleRate() << 16);
    putDecoderConfiguration(boxes);
    CodecBinding.putBitRates(boxes, format.bitRates());
    boxes.end(entry);
  }

  @Override
  public final int measure(DirectBuffer accessUnit) {
    return accessUnit.capacity() == 0 ? MALFORMED : accessUnit.capacity();
  }

  @Override
  public final void write(DirectBuffer accessUnit, ChunkWriter chunk) {
    chunk.append(accessUnit, 0, accessUnit.capacity());
  }

  /** Writes the box that the decoder is set up with. */
  abstract void putDecoderConfiguration(BoxWriter boxes);
}
