package dev.sluice.packager.cmaf;

import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.AudioSpecificConfig;
import dev.sluice.packager.codec.BitRates;

/**
 * AAC and MP3 in a sample entry of type mp4a, told apart by the object type in its esds (ISO/IEC 14496-14 §6.7, 14496-1
 * §7.2.6).
 */
final class MpegAudioBinding extends AudioBinding {
  // objectTypeIndication (ISO/IEC 14496-1 Table 5).
  private static final int MPEG_4_AUDIO = 0x40;
  private static final int MPEG_2_AUDIO = 0x69;
  private static final int MPEG_1_AUDIO = 0x6B;
  private static final int MPEG_1_MIN_SAMPLE_RATE = 32_000;

  // Tags of descriptors (ISO/IEC 14496-1 Table 1).
  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC = 5;
  private static final int SYNC_LAYER_CONFIG = 6;

  private static final int TAG_LENGTH = 5;
  private static final int DECODER_CONFIG_LENGTH = 13;
  private static final int ES_LENGTH = 3;
  private static final int SYNC_LAYER_LENGTH = 1;
  private static final int AUDIO_STREAM = 5 << 2 | 1; // streamType, upStream 0, reserved 1
  private static final int SYNC_LAYER_OF_MP4 = 2;

  private final byte[] specificConfig;
  private final BitRates bitRates;
  private final int objectType;

  MpegAudioBinding(AudioFormat format) {
    super("mp4a", format);
    specificConfig = format.configuration().toBytes();
    bitRates = format.bitRates();
    if (format.codec() == AudioCodec.AAC) {
      AudioSpecificConfig.parse(specificConfig);
      objectType = MPEG_4_AUDIO;
    } else {
      objectType = format.sampleRate() < MPEG_1_MIN_SAMPLE_RATE ? MPEG_2_AUDIO : MPEG_1_AUDIO;
    }
  }

  @Override
  public String codecs() {
    return switch (objectType) {
      case MPEG_1_AUDIO -> "mp4a.6B";
      case MPEG_2_AUDIO -> "mp4a.69";
      default -> super.codecs();
    };
  }

  @Override
  void putDecoderConfiguration(BoxWriter boxes) {
    int specificLength = specificConfig.length == 0 ? 0 : TAG_LENGTH + specificConfig.length;
    int decoderLength = DECODER_CONFIG_LENGTH + specificLength;
    int esds = boxes.beginFull("esds", /* version= */ 0, /* flags= */ 0);
    putTag(
        boxes,
        ES_DESCRIPTOR,
        ES_LENGTH + TAG_LENGTH + decoderLength + TAG_LENGTH + SYNC_LAYER_LENGTH);
    boxes.putShort(0); // ES_ID
    boxes.putByte(0); // no dependence, URL or clock of another stream; streamPriority 0
    putTag(boxes, DECODER_CONFIG, decoderLength);
    boxes.putByte(objectType);
    boxes.putByte(AUDIO_STREAM);
    boxes.putByte(bitRates.bufferLength() >>> 16); // bufferSizeDB, 24 bits
    boxes.putShort(bitRates.bufferLength());
    boxes.putInt(bitRates.max()); // maxBitrate
    boxes.putInt(bitRates.average()); // avgBitrate
    if (specificLength > 0) {
      putTag(boxes, DECODER_SPECIFIC, specificConfig.length);
      boxes.putBytes(specificConfig);
    }
    putTag(boxes, SYNC_LAYER_CONFIG, SYNC_LAYER_LENGTH);
    boxes.putByte(SYNC_LAYER_OF_MP4);
    boxes.end(esds);
  }

  /** Writes a tag and a length of 28 bits in four bytes, of which all but the last say that more follow (§8.3.3). */
  private static void putTag(BoxWriter boxes, int tag, int length) {
    boxes.putByte(tag);
    boxes.putByte(0x80 | length >>> 21);
    boxes.putByte(0x80 | length >>> 14);
    boxes.putByte(0x80 | length >>> 7);
    boxes.putByte(length & 0x7F);
  }
}
