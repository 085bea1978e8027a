package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.BitRates;
import org.agrona.DirectBuffer;

/** How ISO base media files carry one coding: what it says in the init segment, and how its access units become samples. */
interface CodecBinding {
  /** Result of {@link #measure}: the access unit is not of this coding. */
  int MALFORMED = CmafMuxer.MALFORMED;

  boolean isVideo();

  /** Returns the entry of a CODECS attribute that goes with the sample entry. */
  String codecs();

  /** Returns ticks a second. */
  int timescale();

  /** Returns the ticks of every access unit, or 0 if each lasts until the next. */
  int frameDuration();

  /** Returns the width of the picture as it is shown, in pixels; 0 for audio. */
  int displayWidth();

  /** Returns the height of the picture as it is shown, in pixels; 0 for audio. */
  int displayHeight();

  /** Writes the one sample entry of the track (ISO/IEC 14496-12 §8.5.2). */
  void putSampleEntry(BoxWriter boxes);

  /** Returns the length of the sample that an access unit becomes, at least 1, or {@link #MALFORMED}. */
  int measure(DirectBuffer accessUnit);

  /** Appends the sample of an access unit, as long as measured. */
  void write(DirectBuffer accessUnit, ChunkWriter chunk);

  /** Writes the bit rates of the track if they are known (§8.5.2.2, BitRateBox). */
  static void putBitRates(BoxWriter boxes, BitRates rates) {
    if (!rates.equals(BitRates.UNKNOWN)) {
      int btrt = boxes.begin("btrt");
      boxes.putInt(rates.bufferLength()); // bufferSizeDB
      boxes.putInt(rates.max()); // maxBitrate
      boxes.putInt(rates.average()); // avgBitrate
      boxes.end(btrt);
    }
  }
}
