package dev.sluice.packager.cmaf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chunk as it is read back.
 *
 * @param runFlags tr_flags
 */
public record Chunk(
    List<String> boxes,
    long sequence,
    long ntpTime,
    long referenceTime,
    int runFlags,
    List<Sample> samples) {
  private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
  private static final int DEFAULT_DURATION = 0x8;
  private static final int DEFAULT_FLAGS = 0x20;

  /** One sample with its times in ticks of the track. */
  public record Sample(
      long decodeTime, int duration, int compositionOffset, int flags, byte[] bytes) {
    /** Returns when it is shown. */
    public long compositionTime() {
      return decodeTime + compositionOffset;
    }

    /** Returns whether decoding can start here. */
    public boolean isSync() {
      return (flags & 0x1_0000) == 0;
    }
  }

  /** Reads a chunk that fills all of the bytes. */
  public static Chunk read(byte[] bytes) {
    List<Box> boxes = Box.read(bytes);
    Box moof = Box.only(boxes, "moof");
    Box mdat = Box.only(boxes, "mdat");
    ByteBuffer prft = Box.only(boxes, "prft").buffer();
    List<Sample> samples = samples(bytes, moof);
    int sum = samples.stream().mapToInt(sample -> sample.bytes().length).sum();
    int dataOffset = moof.at("traf", "trun").buffer().getInt(8);
    if (moof.offset() + dataOffset != mdat.offset() + 8 || sum != mdat.contents().length) {
      throw new AssertionError("samples are not the contents of mdat");
    }
    return new Chunk(
        boxes.stream().map(Box::type).toList(),
        Integer.toUnsignedLong(moof.at("mfhd").buffer().getInt(4)),
        prft.getLong(8),
        prft.getLong(16),
        moof.at("traf", "trun").buffer().getInt() & 0xFFFFFF,
        samples);
  }

  /** Returns when its first sample is decoded. */
  public long decodeTime() {
    return samples.get(0).decodeTime();
  }

  /** Returns when what follows it is decoded. */
  public long endTime() {
    Sample last = samples.get(samples.size() - 1);
    return last.decodeTime() + last.duration();
  }

  private static List<Sample> samples(byte[] bytes, Box moof) {
    ByteBuffer tfhd = moof.at("traf", "tfhd").buffer();
    int fragmentFlags = tfhd.getInt() & 0xFFFFFF;
    if ((fragmentFlags & ~(DEFAULT_DURATION | DEFAULT_FLAGS)) != DEFAULT_BASE_IS_MOOF
        || tfhd.getInt() != FragmentHeader.TRACK_ID) {
      throw new AssertionError(String.format("tf_flags: %06x", fragmentFlags));
    }
    int defaultDuration = (fragmentFlags & DEFAULT_DURATION) == 0 ? 0 : tfhd.getInt();
    int defaultFlags = tfhd.getInt();
    ByteBuffer tfdt = moof.at("traf", "tfdt").buffer();
    ByteBuffer trun = moof.at("traf", "trun").buffer();
    if (tfdt.getInt() != 1 << 24 || trun.get(0) != 1) {
      throw new AssertionError("version of tfdt or trun (expected: 1)");
    }
    int flags = trun.getInt() & 0xFFFFFF;
    int count = trun.getInt();
    int offset = moof.offset() + trun.getInt();
    int firstFlags = (flags & 0x4) == 0 ? defaultFlags : trun.getInt();
    long time = tfdt.getLong();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int duration = (flags & 0x100) == 0 ? defaultDuration : trun.getInt();
      int length = trun.getInt();
      int sampleFlags = (flags & 0x400) != 0 ? trun.getInt() : i == 0 ? firstFlags : defaultFlags;
      int compositionOffset = (flags & 0x800) == 0 ? 0 : trun.getInt();
      byte[] data = Arrays.copyOfRange(bytes, offset, offset + length);
      samples.add(new Sample(time, duration, compositionOffset, sampleFlags, data));
      time += duration;
      offset += length;
    }
    return samples;
  }
}
