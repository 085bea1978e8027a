package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.OpusConfiguration;

/** Opus in a sample entry of type Opus (Opus in ISOBMFF §4.3). Packets are on a clock of 48 kHz. */
final class OpusBinding extends AudioBinding {
  private final byte[] head;

  OpusBinding(AudioFormat format) {
    super("Opus", format);
    head = format.configuration().toBytes();
  }

  @Override
  void putDecoderConfiguration(BoxWriter boxes) {
    int specific = boxes.begin("dOps");
    boxes.putBytes(OpusConfiguration.forSampleEntry(head));
    boxes.end(specific);
  }
}
