package dev.sluice.packager.cmaf;

import dev.sluice.packager.Timeline;

/**
 * Writes what stands before the samples of a chunk (ISO/IEC 23000-19 §7.3.2.3): styp at the start of a segment, prft,
 * moof, and the header of mdat.
 *
 * <p>{@link #measure} comes before {@link #put}, with the same samples. Durations and flags that all samples share go into
 * tfhd, so that nothing depends on trex (§7.7.3).
 */
final class FragmentHeader {
  static final int TRACK_ID = 1;

  /** sample_flags (14496-12 §8.8.3.1): sample_depends_on 2, of a sample that needs no other. */
  static final int SYNC_SAMPLE = 0x0200_0000;
  /** sample_flags: sample_depends_on 1, sample_is_non_sync_sample. */
  static final int DEPENDENT_SAMPLE = 0x0101_0000;

  // tf_flags (§8.8.7).
  private static final int DEFAULT_DURATION = 0x00_0008;
  private static final int DEFAULT_FLAGS = 0x00_0020;
  private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;

  // tr_flags (§8.8.8).
  private static final int DATA_OFFSET = 0x001;
  private static final int FIRST_FLAGS = 0x004;
  private static final int DURATIONS = 0x100;
  private static final int LENGTHS = 0x200;
  private static final int FLAGS = 0x400;
  private static final int COMPOSITION_OFFSETS = 0x800;
  private static final int SAMPLE_FIELDS = DURATIONS | LENGTHS | FLAGS | COMPOSITION_OFFSETS;

  private static final int[] SEGMENT_BRANDS = {
    BoxType.of("cmfs"),
    BoxType.of("cmff"),
    BoxType.of("cmfl"),
    BoxType.of("cmfc"),
    BoxType.of("msdh")
  };
  private static final int STYP_LENGTH =
      BoxWriter.HEADER_LENGTH + 2 * Integer.BYTES + SEGMENT_BRANDS.length * Integer.BYTES;
  private static final int PRFT_LENGTH =
      BoxWriter.FULL_HEADER_LENGTH + Integer.BYTES + 2 * Long.BYTES;
  private static final int MFHD_LENGTH = BoxWriter.FULL_HEADER_LENGTH + Integer.BYTES;
  private static final int TFHD_LENGTH = BoxWriter.FULL_HEADER_LENGTH + 2 * Integer.BYTES;
  private static final int TFDT_LENGTH = BoxWriter.FULL_HEADER_LENGTH + Long.BYTES;
  private static final int TRUN_LENGTH = BoxWriter.FULL_HEADER_LENGTH + 2 * Integer.BYTES;

  // Flags of prft (§8.16.5): arbitrary, but consistent from box to box.
  private static final int CONSISTENT_CLOCK = 8;
  private static final long NTP_EPOCH_TO_UNIX_EPOCH_S = 2_208_988_800L;
  private static final int TICKS_PER_SECOND = 90_000;

  private final CodecBinding binding;
  private final BoxWriter boxes = new BoxWriter();

  // The chunk that was measured.
  private ChunkSamples samples;
  private boolean isSegmentStart;
  private int runFlags;
  private int moofLength;

  FragmentHeader(CodecBinding binding) {
    this.binding = binding;
  }

  /** Returns the length of what {@link #put} writes at most with so many samples. */
  static long maxLength(int sampleCount) {
    return STYP_LENGTH
        + PRFT_LENGTH
        + 3 * BoxWriter.HEADER_LENGTH // moof, traf, mdat
        + MFHD_LENGTH
        + TFHD_LENGTH
        + TFDT_LENGTH
        + TRUN_LENGTH
        + Integer.BYTES // the duration that all share, or the flags of the first
        + sampleCount * Integer.bitCount(SAMPLE_FIELDS) * (long) Integer.BYTES;
  }

  /** Returns the length of what {@link #put} will write. */
  int measure(ChunkSamples chunkSamples, boolean chunkIsSegmentStart) {
    samples = chunkSamples;
    isSegmentStart = chunkIsSegmentStart;
    runFlags = runFlags();
    int fieldCount = Integer.bitCount(runFlags & SAMPLE_FIELDS);
    moofLength = BoxWriter.HEADER_LENGTH
        + MFHD_LENGTH
        + BoxWriter.HEADER_LENGTH // traf
        + TFHD_LENGTH
        + (has(DURATIONS) ? 0 : Integer.BYTES)
        + TFDT_LENGTH
        + TRUN_LENGTH
        + (has(FIRST_FLAGS) ? Integer.BYTES : 0)
        + samples.count() * fieldCount * Integer.BYTES;
    return (isSegmentStart ? STYP_LENGTH : 0) + PRFT_LENGTH + moofLength + BoxWriter.HEADER_LENGTH;
  }

  /** Writes the header of the chunk that was measured. */
  void put(ChunkWriter chunk, int offset, int sequence, Timeline timeline, DecodeClock clock) {
    boxes.wrap(chunk.buffer(), offset);
    if (isSegmentStart) {
      putSegmentType();
    }
    long decodeTime = samples.decodeTime(0);
    putReferenceTime(decodeTime, ntpTime(timeline, clock.ticks90k(decodeTime)));
    int moof = boxes.begin(BoxType.MOOF);
    int mfhd = boxes.beginFull(BoxType.MFHD, /* version= */ 0, /* flags= */ 0);
    boxes.putInt(sequence);
    boxes.end(mfhd);
    int traf = boxes.begin(BoxType.TRAF);
    putFragmentHeader();
    int tfdt = boxes.beginFull(BoxType.TFDT, /* version= */ 1, /* flags= */ 0);
    boxes.putLong(decodeTime);
    boxes.end(tfdt);
    putRun();
    boxes.end(traf);
    boxes.end(moof);
    boxes.putInt(BoxWriter.HEADER_LENGTH + samples.byteLength());
    boxes.putInt(BoxType.MDAT);
    samples = null;
  }

  private void putSegmentType() {
    int styp = boxes.begin(BoxType.STYP);
    boxes.putInt(SEGMENT_BRANDS[0]); // major_brand
    boxes.putInt(0); // minor_version
    for (int brand : SEGMENT_BRANDS) {
      boxes.putInt(brand);
    }
    boxes.end(styp);
  }

  private void putReferenceTime(long decodeTime, long ntpTime) {
    int prft = boxes.beginFull(BoxType.PRFT, /* version= */ 1, CONSISTENT_CLOCK);
    boxes.putInt(TRACK_ID);
    boxes.putLong(ntpTime);
    boxes.putLong(decodeTime);
    boxes.end(prft);
  }

  private void putFragmentHeader() {
    int flags = DEFAULT_BASE_IS_MOOF | DEFAULT_FLAGS | (has(DURATIONS) ? 0 : DEFAULT_DURATION);
    int tfhd = boxes.beginFull(BoxType.TFHD, /* version= */ 0, flags);
    boxes.putInt(TRACK_ID);
    if (!has(DURATIONS)) {
      boxes.putInt(samples.duration(0));
    }
    boxes.putInt(binding.isVideo() ? DEPENDENT_SAMPLE : SYNC_SAMPLE);
    boxes.end(tfhd);
  }

  private void putRun() {
    int trun = boxes.beginFull(BoxType.TRUN, /* version= */ 1, runFlags);
    boxes.putInt(samples.count());
    boxes.putInt(moofLength + BoxWriter.HEADER_LENGTH); // data_offset
    if (has(FIRST_FLAGS)) {
      boxes.putInt(SYNC_SAMPLE);
    }
    for (int i = 0; i < samples.count(); i++) {
      if (has(DURATIONS)) {
        boxes.putInt(samples.duration(i));
      }
      boxes.putInt(samples.length(i));
      if (has(FLAGS)) {
        boxes.putInt(samples.isSync(i) ? SYNC_SAMPLE : DEPENDENT_SAMPLE);
      }
      if (has(COMPOSITION_OFFSETS)) {
        boxes.putInt(samples.compositionOffset(i));
      }
    }
    boxes.end(trun);
  }

  private boolean has(int runFlag) {
    return (runFlags & runFlag) != 0;
  }

  /** Returns which fields the samples need for themselves. */
  private int runFlags() {
    int flags = DATA_OFFSET | LENGTHS;
    for (int i = 0; i < samples.count(); i++) {
      flags |= samples.duration(i) == samples.duration(0) ? 0 : DURATIONS;
      flags |= samples.compositionOffset(i) == 0 ? 0 : COMPOSITION_OFFSETS;
      if (binding.isVideo() && samples.isSync(i)) {
        flags |= i == 0 ? FIRST_FLAGS : FLAGS;
      }
    }
    return (flags & FLAGS) == 0 ? flags : flags & ~FIRST_FLAGS;
  }

  /** Returns the wall clock as seconds since 1900 and a fraction of 32 bits each (RFC 5905 §6). */
  private static long ntpTime(Timeline timeline, long time90k) {
    long epoch90k = timeline.anchor().epoch90kAt(time90k);
    long seconds = Math.floorDiv(epoch90k, TICKS_PER_SECOND) + NTP_EPOCH_TO_UNIX_EPOCH_S;
    long fraction = (Math.floorMod(epoch90k, (long) TICKS_PER_SECOND) << 32) / TICKS_PER_SECOND;
    return seconds << 32 | fraction;
  }
}
