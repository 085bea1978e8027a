package dev.sluice.packager.cmaf;

import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.VideoFormat;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes one track as CMAF (ISO/IEC 23000-19): an init segment, and chunks that are parts of HLS and of LL-DASH at once,
 * each byte once, into the slabs from which it is served.
 *
 * <p>Order of calls:
 *
 * <ol>
 *   <li>{@link #initSegment}, at any time; a track whose format changes is another muxer;
 *   <li>{@link #begin}, before the first access unit and at every break of the times;
 *   <li>{@link #add}, for each access unit of a chunk, in decoding order;
 *   <li>{@link #writeChunk}, with the object that takes the segment, which the caller then publishes; or {@link #abort}.
 * </ol>
 *
 * <p>Composition times are the given presentation times, in all tracks; offsets from the decoding time are as in the
 * source, so that the structural brand is {@code cmfc}. Decoding times go on without gap or overlap from chunk to chunk
 * until the next {@link #begin}.
 *
 * <p>Only one thread may call, the {@code pk-} thread of the channel. Nothing is allocated once the muxer is made, but by
 * {@link #initSegment}.
 */
public final class CmafMuxer {
  /** Result: the pool has no slab left. The access units are still collected. */
  public static final int EXHAUSTED = ObjectWriter.EXHAUSTED;
  /** Result: the object would exceed its size limit. The access units are still collected. */
  public static final int TOO_LARGE = ObjectWriter.TOO_LARGE;
  /** Result: the access unit is not what the track carries. It is released. */
  public static final int MALFORMED = -3;
  /**
   * Result: the chunk would have more than {@link #MAX_UNITS} or {@link #MAX_CHUNK_LENGTH}. The access unit is released.
   */
  public static final int FULL = -4;

  /** Most access units of a chunk: more than a second of any rate that is in use. */
  public static final int MAX_UNITS = 256;
  /** Most bytes of the access units of a chunk. */
  public static final int MAX_CHUNK_LENGTH = 256 * 1024 * 1024;

  // Set at construction.
  private final CodecBinding binding;
  private final DecodeClock clock;
  private final FragmentHeader header;
  private final ChunkWriter chunk = new ChunkWriter();
  private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

  // Kept from chunk to chunk.
  private Timeline timeline; // null before the first
  private int sequence = 1;

  // The chunk under way.
  private final ChunkSamples samples = new ChunkSamples();

  private CmafMuxer(CodecBinding binding) {
    this.binding = binding;
    clock = new DecodeClock(binding.timescale(), binding.frameDuration());
    header = new FragmentHeader(binding);
  }

  /**
   * Returns a muxer for video.
   *
   * @throws dev.sluice.packager.codec.MalformedMediaException if the configuration record cannot be read
   */
  public static CmafMuxer of(VideoFormat format) {
    return new CmafMuxer(
        switch (format.codec()) {
          case AVC, HEVC -> new NalBinding(format);
          case AV1 -> new Av1Binding(format);
        });
  }

  /**
   * Returns a muxer for audio.
   *
   * @throws dev.sluice.packager.codec.MalformedMediaException if the configuration cannot be read
   */
  public static CmafMuxer of(AudioFormat format) {
    return new CmafMuxer(
        switch (format.codec()) {
          case AAC, MP3 -> new MpegAudioBinding(format);
          case OPUS -> new OpusBinding(format);
        });
  }

  /** Returns the ticks a second of the track's times: 90000 for video, the sample rate for audio. */
  public int timescale() {
    return binding.timescale();
  }

  /** Returns the entry of a CODECS attribute (RFC 6381) that goes with the sample entry. */
  public String codecs() {
    return binding.codecs();
  }

  /** Returns the init segment: ftyp and moov, the same for equal formats. */
  public byte[] initSegment() {
    return InitSegment.of(binding);
  }

  /**
   * Begins a stretch of media: the decoding time of the next access unit is its own, whatever came before.
   *
   * @param nextTimeline to which the times belong, for the wall clock in the chunks
   * @throws IllegalStateException if access units are collected
   */
  public void begin(Timeline nextTimeline) {
    if (samples.count() > 0) {
      throw new IllegalStateException("access units are collected: " + samples.count());
    }
    timeline = nextTimeline;
    clock.reset();
  }

  /**
   * Collects one access unit of the chunk under way. The payload belongs to the muxer from here on, whatever the result.
   *
   * @param pts90k presentation time in 90 kHz ticks
   * @param dts90k decoding time in 90 kHz ticks, greater than that of the unit before
   * @param isRandomAccess whether decoding can start here; always true for audio
   * @return the bytes that the unit takes in the chunk, {@link #MALFORMED} or {@link #FULL}
   * @throws IllegalStateException if no stretch of media has begun; the payload is released
   */
  public int add(long pts90k, long dts90k, boolean isRandomAccess, AccessUnitPayload payload) {
    if (timeline == null) {
      payload.release();
      throw new IllegalStateException("no stretch of media has begun");
    }
    int result = collect(pts90k, dts90k, isRandomAccess, payload);
    if (result < 0) {
      payload.release();
    }
    return result;
  }

  /** Returns the access units that are collected. */
  public int unitCount() {
    return samples.count();
  }

  /**
   * Returns the most bytes that the chunk under way takes if it ends with one access unit more, which stays the caller's.
   */
  public long maxLengthWith(AccessUnitPayload payload) {
    payload.wrapInto(view);
    int length = binding.measure(view);
    view.wrap(0, 0);
    return FragmentHeader.maxLength(samples.count() + 1)
        + samples.byteLength()
        + Math.max(0L, length); // a malformed one is refused when it is added
  }

  /**
   * Writes the collected access units as one chunk and releases them. The caller publishes the object.
   *
   * <p>A chunk that is longer than {@link ObjectWriter#MAX_CLAIM_LENGTH} may fail half-way. The object then ends in a box
   * that readers skip, and stays as good as it was.
   *
   * @param end90k decoding time at which the chunk ends in 90 kHz ticks: that of the unit that follows it, as far as it is
   *     known
   * @param isSegmentStart whether the chunk is the first of its segment
   * @return bytes written, {@link #EXHAUSTED} or {@link #TOO_LARGE}; after these the same chunk may be written to another
   *     object, or given up
   * @throws IllegalStateException if nothing is collected
   */
  public int writeChunk(ObjectWriter target, long end90k, boolean isSegmentStart) {
    if (samples.count() == 0) {
      throw new IllegalStateException("no access unit is collected");
    }
    long end = clock.end(samples.lastDecodeTime(), end90k);
    samples.end(end);
    int headerLength = header.measure(samples, isSegmentStart);
    int begun = chunk.begin(target, headerLength + samples.byteLength());
    if (begun < 0) {
      return begun;
    }
    header.put(chunk, chunk.reserve(headerLength), sequence, timeline, clock);
    for (int i = 0; i < samples.count(); i++) {
      samples.payload(i).wrapInto(view);
      binding.write(view, chunk);
    }
    view.wrap(0, 0);
    int result = chunk.end();
    if (result >= 0) {
      clock.advance(end);
      sequence++;
      samples.clear();
    }
    return result;
  }

  /**
   * Returns the decoding time at which the last chunk ended and the next begins, in ticks of {@link #timescale()}; -1 if
   * none is written since {@link #begin}.
   */
  public long nextDecodeTime() {
    return clock.next();
  }

  /**
   * Returns the decoding time at which the last access unit of audio that is collected will end, unless the next is late, in
   * ticks of {@link #timescale()}.
   *
   * @throws IllegalStateException if nothing is collected
   */
  public long expectedDecodeTime() {
    if (samples.count() == 0) {
      throw new IllegalStateException("no access unit is collected");
    }
    return clock.expected(samples.lastDecodeTime());
  }

  /** Releases what is collected; decoding times go on where the last chunk ended. */
  public void abort() {
    samples.clear();
  }

  private int collect(long pts90k, long dts90k, boolean isRandomAccess, AccessUnitPayload payload) {
    payload.wrapInto(view);
    int length = binding.measure(view);
    view.wrap(0, 0);
    if (length < 0) {
      return MALFORMED;
    }
    if (!samples.hasRoom(length)) {
      return FULL;
    }
    long decodeTime =
        samples.count() == 0 ? clock.first(dts90k) : clock.after(samples.lastDecodeTime(), dts90k);
    long compositionOffset = binding.isVideo() ? clock.ticks(pts90k) - decodeTime : 0;
    if (compositionOffset != (int) compositionOffset) {
      return MALFORMED;
    }
    samples.add(payload, decodeTime, (int) compositionOffset, length, isRandomAccess);
    return length;
  }
}
