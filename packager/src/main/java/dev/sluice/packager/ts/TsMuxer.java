package dev.sluice.packager.ts;

import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.AudioSpecificConfig;
import dev.sluice.packager.codec.ParameterSets;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoCodec;
import dev.sluice.packager.codec.VideoFormat;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes the segments of one rendition as an MPEG transport stream (ISO/IEC 13818-1) with one program, each byte once,
 * into the slabs from which it is served.
 *
 * <p>Order of calls:
 *
 * <ol>
 *   <li>{@link #tracks}, before the first segment and before any segment in which they differ;
 *   <li>{@link #beginSegment}, with the object that takes the segment;
 *   <li>{@link #writeVideo} and {@link #writeAudio}, into the same object, by decoding time;
 *   <li>the caller publishes and commits the object.
 * </ol>
 *
 * <p>What a reader of consecutive segments needs goes on from one to the next: continuity counters, the version of the
 * program map, the clock. Times in the stream are the given ones plus {@link #DECODER_DELAY_90K}, modulo 2^33.
 *
 * <p>Every write returns bytes or a negative result. Only the rendition's {@code pk-} thread may call; nothing is
 * allocated once the tracks are known.
 */
public final class TsMuxer {
  /** Result: the pool has no slab left. Nothing of the access unit is written. */
  public static final int EXHAUSTED = ObjectWriter.EXHAUSTED;
  /** Result: the object would exceed its size limit. Nothing of the access unit is written. */
  public static final int TOO_LARGE = ObjectWriter.TOO_LARGE;
  /** Result: the access unit is not what its track carries. Nothing is written. */
  public static final int MALFORMED = -3;
  /**
   * Result: slabs ran out within an access unit that is longer than one. Its first packets are written and it is lost;
   * the segment has to end here.
   */
  public static final int TORN = -4;

  /**
   * From the clock reference to the decoding of what stands beside it, 700 ms: how far one track may lag behind the
   * other in the stream.
   */
  public static final long DECODER_DELAY_90K = 63_000;

  // How far audio may be ahead of video before it drives the clock in its place.
  private static final long AUDIO_LEAD_90K = 45_000;

  private static final long TIME_MASK = (1L << 33) - 1;
  private static final int AVC_STREAM_TYPE = 0x1B;
  private static final int HEVC_STREAM_TYPE = 0x24;
  private static final int ADTS_STREAM_TYPE = 0x0F;
  private static final int MPEG_1_AUDIO_STREAM_TYPE = 0x03;
  private static final int MPEG_2_AUDIO_STREAM_TYPE = 0x04;
  private static final int MPEG_1_AUDIO_MIN_SAMPLE_RATE = 32_000;

  // Kept across segments.
  private final ProgramTables tables = new ProgramTables();
  private final TsPacketWriter videoPackets = new TsPacketWriter(ProgramTables.VIDEO_PID);
  private final TsPacketWriter audioPackets = new TsPacketWriter(ProgramTables.AUDIO_PID);
  private final ProgramClock clock = new ProgramClock();
  private boolean isDiscontinuityDue;

  // Of the segment.
  private boolean hasClock;

  // By the tracks; null without video, or without ADTS.
  private AnnexBWriter annexB;
  private AdtsHeader adts;
  private boolean hasAudio;

  private final UnsafeBuffer header =
      new UnsafeBuffer(new byte[PesHeader.MAX_LENGTH + AdtsHeader.LENGTH]);

  /** Returns whether a transport stream has a place for a coding; for AV1 nobody reads the one that was drafted. */
  public static boolean carries(TrackFormat format) {
    return format instanceof VideoFormat video
        ? video.codec() != VideoCodec.AV1
        : ((AudioFormat) format).codec() != AudioCodec.OPUS;
  }

  /**
   * Sets what the segments from here on carry; called between segments.
   *
   * <p>Every format is one that it {@link #carries}.
   *
   * @throws IllegalArgumentException if there is neither video nor audio
   * @throws dev.sluice.packager.codec.MalformedMediaException if a configuration record cannot be read
   */
  public void tracks(Optional<VideoFormat> video, Optional<AudioFormat> audio) {
    if (video.isEmpty() && audio.isEmpty()) {
      throw new IllegalArgumentException("tracks: none (expected: video, audio or both)");
    }
    annexB = video.map(TsMuxer::annexB).orElse(null);
    adts = audio
        .filter(format -> format.codec() == AudioCodec.AAC)
        .map(TsMuxer::adts)
        .orElse(null);
    hasAudio = audio.isPresent();
    tables.streams(
        video.map(TsMuxer::streamType).orElse(ProgramTables.NO_STREAM),
        audio.map(TsMuxer::streamType).orElse(ProgramTables.NO_STREAM));
  }

  /**
   * Writes the program association and the program map, which every segment begins with (RFC 8216 §3.2).
   *
   * @param isDiscontinuity whether the times start anew; said in the first packet with a clock reference
   * @return bytes written, {@link #EXHAUSTED} or {@link #TOO_LARGE}
   */
  public int beginSegment(ObjectWriter target, boolean isDiscontinuity) {
    if (isDiscontinuity) {
      isDiscontinuityDue = clock.isSet() || isDiscontinuityDue;
      clock.reset();
    }
    hasClock = false;
    return tables.write(target);
  }

  /**
   * Writes one access unit of video.
   *
   * @param pts90k presentation time in 90 kHz ticks, at least {@code dts90k}
   * @param dts90k decoding time in 90 kHz ticks, greater than that of the unit before
   * @param isRandomAccess whether decoding can start here
   * @param accessUnit NAL units with length prefixes, from the first byte to the capacity
   * @return bytes written, {@link #EXHAUSTED}, {@link #TOO_LARGE}, {@link #MALFORMED} or {@link #TORN}
   * @throws IllegalStateException if there is no video track
   */
  public int writeVideo(
      ObjectWriter target,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      DirectBuffer accessUnit) {
    if (annexB == null) {
      throw new IllegalStateException("no video track");
    }
    int payloadLength = annexB.measure(accessUnit, isRandomAccess);
    if (payloadLength < 0) {
      return MALFORMED;
    }
    int clockLength = fillClock(target, videoPackets, dts90k);
    if (clockLength < 0) {
      return clockLength;
    }
    int headerLength = PesHeader.put(
        header,
        PesHeader.VIDEO_STREAM_ID,
        pts90k + DECODER_DELAY_90K,
        dts90k + DECODER_DELAY_90K,
        payloadLength);
    int result =
        beginWithClock(target, videoPackets, headerLength + payloadLength, isRandomAccess, dts90k);
    if (result < 0) {
      return result;
    }
    videoPackets.append(header, 0, headerLength);
    annexB.write(accessUnit, videoPackets);
    return plus(clockLength, videoPackets.end());
  }

  /**
   * Writes one frame of audio.
   *
   * @param pts90k presentation time in 90 kHz ticks
   * @param frame without a header of a transport, from the first byte to the capacity
   * @return bytes written, {@link #EXHAUSTED}, {@link #TOO_LARGE} or {@link #MALFORMED}
   * @throws IllegalStateException if there is no audio track
   */
  public int writeAudio(ObjectWriter target, long pts90k, DirectBuffer frame) {
    if (!hasAudio) {
      throw new IllegalStateException("no audio track");
    }
    int frameLength = frame.capacity();
    int adtsLength = adts == null ? 0 : AdtsHeader.LENGTH;
    if (frameLength < 1 || adtsLength + frameLength > maxAudioLength()) {
      return MALFORMED;
    }
    int clockLength =
        annexB == null ? fillClock(target, audioPackets, pts90k) : followAudio(target, pts90k);
    if (clockLength < 0) {
      return clockLength;
    }
    long time90k = pts90k + DECODER_DELAY_90K;
    int headerLength = PesHeader.put(
        header, PesHeader.AUDIO_STREAM_ID, time90k, time90k, adtsLength + frameLength);
    if (adts != null) {
      adts.put(header, headerLength, frameLength);
    }
    int prefixLength = headerLength + adtsLength;
    int result = annexB == null
        ? beginWithClock(
            target, audioPackets, prefixLength + frameLength, /* isRandomAccess= */ true, pts90k)
        : audioPackets.begin(target, prefixLength + frameLength, /* flags= */ 0, /* pcr90k= */ 0);
    if (result < 0) {
      return result;
    }
    audioPackets.append(header, 0, prefixLength);
    audioPackets.append(frame, 0, frameLength);
    return plus(clockLength, audioPackets.end());
  }

  /** Begins a PES packet whose first packet has a clock reference. */
  private int beginWithClock(
      ObjectWriter target,
      TsPacketWriter packets,
      int pesLength,
      boolean isRandomAccess,
      long time90k) {
    long pcr90k = clock.at(time90k);
    int flags = clockFlags() | (isRandomAccess ? TsPacketWriter.RANDOM_ACCESS : 0);
    int result = packets.begin(target, pesLength, flags, pcr90k & TIME_MASK);
    if (result == 0) {
      clockWritten(pcr90k);
    }
    return result;
  }

  /** Writes the references that are due before a time, for example of video with few pictures a second. */
  private int fillClock(ObjectWriter target, TsPacketWriter packets, long time90k) {
    int length = 0;
    while (clock.isDueBefore(time90k)) {
      int result = writeClock(target, packets, clock.following());
      if (result < 0) {
        return result;
      }
      length += result;
    }
    return length;
  }

  /** Lets audio drive the clock while video, which ought to, is missing; a reader may begin with any segment. */
  private int followAudio(ObjectWriter target, long pts90k) {
    long time90k = Math.max(0, pts90k - AUDIO_LEAD_90K);
    int length = fillClock(target, videoPackets, time90k);
    return length != 0 || hasClock ? length : writeClock(target, videoPackets, clock.at(time90k));
  }

  private int writeClock(ObjectWriter target, TsPacketWriter packets, long pcr90k) {
    int result = packets.writeClock(target, clockFlags(), pcr90k & TIME_MASK);
    if (result >= 0) {
      clockWritten(pcr90k);
    }
    return result;
  }

  private int clockFlags() {
    return isDiscontinuityDue
        ? TsPacketWriter.PCR | TsPacketWriter.DISCONTINUITY
        : TsPacketWriter.PCR;
  }

  private void clockWritten(long pcr90k) {
    clock.written(pcr90k);
    hasClock = true;
    isDiscontinuityDue = false;
  }

  private int maxAudioLength() {
    return adts == null
        ? PesHeader.MAX_PACKET_LENGTH - PesHeader.COUNTED_LENGTH
        : AdtsHeader.MAX_FRAME_LENGTH;
  }

  private static int plus(int clockLength, int result) {
    return result < 0 ? result : clockLength + result;
  }

  private static AnnexBWriter annexB(VideoFormat format) {
    return new AnnexBWriter(ParameterSets.of(format));
  }

  private static AdtsHeader adts(AudioFormat format) {
    return new AdtsHeader(AudioSpecificConfig.parse(format.configuration().toBytes()));
  }

  private static int streamType(VideoFormat format) {
    return format.codec() == VideoCodec.HEVC ? HEVC_STREAM_TYPE : AVC_STREAM_TYPE;
  }

  private static int streamType(AudioFormat format) {
    if (format.codec() == AudioCodec.AAC) {
      return ADTS_STREAM_TYPE;
    }
    return format.sampleRate() < MPEG_1_AUDIO_MIN_SAMPLE_RATE
        ? MPEG_2_AUDIO_STREAM_TYPE
        : MPEG_1_AUDIO_STREAM_TYPE;
  }
}
