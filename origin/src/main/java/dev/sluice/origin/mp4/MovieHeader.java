package dev.sluice.origin.mp4;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes what stands before the fragments of a file of several tracks: the merged init segments, and an index of the
 * fragments by which players seek (sidx, ISO/IEC 14496-12 §8.16.3).
 */
public final class MovieHeader {
  private static final int BRAND = BoxType.of("iso6");
  private static final int FTYP_LENGTH = Boxes.HEADER_LENGTH + 3 * Integer.BYTES;
  private static final int MEHD_LENGTH = Boxes.FULL_HEADER_LENGTH + Long.BYTES;
  private static final int ELST_LENGTH = Boxes.FULL_HEADER_LENGTH + 4 * Integer.BYTES;
  private static final int EDTS_LENGTH = Boxes.HEADER_LENGTH + ELST_LENGTH;
  private static final int SIDX_LENGTH =
      Boxes.FULL_HEADER_LENGTH + 3 * Integer.BYTES + 2 * Long.BYTES;
  private static final int REFERENCE_LENGTH = 3 * Integer.BYTES;
  private static final int VERSION_1 = 1 << 24;
  private static final int RATE_1 = 0x0001_0000;
  private static final int TICKS_PER_SECOND = 90_000;
  private static final int SAP_TYPE_1 = 0x9000_0000; // starts_with_SAP, SAP_type 1

  private final List<TrackInit> tracks;
  private final List<TrackPlace> places;
  private final SubsegmentIndex index;
  private final ByteBuffer bytes;

  private MovieHeader(List<TrackInit> tracks, List<TrackPlace> places, SubsegmentIndex index) {
    this.tracks = tracks;
    this.places = places;
    this.index = index;
    bytes = ByteBuffer.allocate(
        FTYP_LENGTH + moovLength() + SIDX_LENGTH + index.count() * REFERENCE_LENGTH);
  }

  /**
   * Returns the bytes.
   *
   * @param places of the tracks, in their order
   * @param first of the first track, which the index is about
   */
  public static byte[] of(
      List<TrackInit> tracks, List<TrackPlace> places, FragmentStart first, SubsegmentIndex index) {
    MovieHeader header = new MovieHeader(tracks, places, index);
    header.putFileType();
    header.putMovie();
    header.putIndex(first);
    return header.bytes.array();
  }

  private void putFileType() {
    begin(FTYP_LENGTH, BoxType.FTYP);
    bytes.putInt(BRAND).putInt(/* minor_version */ 0).putInt(BRAND);
  }

  private void putMovie() {
    begin(moovLength(), BoxType.MOOV);
    ByteBuffer movieHeader = tracks.get(0).movieHeader();
    bytes.put(movieHeader.duplicate());
    bytes.putInt(bytes.position() - Integer.BYTES, tracks.size() + 1); // next_track_ID
    for (int i = 0; i < tracks.size(); i++) {
      putTrack(tracks.get(i).track(), places.get(i));
    }
    begin(mvexLength(), BoxType.MVEX);
    begin(MEHD_LENGTH, BoxType.MEHD);
    bytes.putInt(VERSION_1);
    bytes.putLong(
        TrackPlace.rescale(index.duration90k(), TICKS_PER_SECOND, tracks.get(0).movieTimescale()));
    for (int i = 0; i < tracks.size(); i++) {
      int defaults = bytes.position();
      bytes.put(tracks.get(i).defaults().duplicate());
      bytes.putInt(defaults + Boxes.FULL_HEADER_LENGTH, places.get(i).trackId());
    }
  }

  private void putTrack(ByteBuffer track, TrackPlace place) {
    ByteBuffer header = Boxes.require(Boxes.content(track), BoxType.TKHD);
    int headerEnd = header.arrayOffset() - track.arrayOffset() + header.capacity();
    begin(trackLength(track, place), BoxType.TRAK);
    int start = bytes.position();
    bytes.put(track.slice(Boxes.HEADER_LENGTH, headerEnd - Boxes.HEADER_LENGTH));
    int idOffset = headerEnd
        - header.capacity()
        - Boxes.HEADER_LENGTH
        + Boxes.FULL_HEADER_LENGTH
        + TrackInit.timesLength(header);
    bytes.putInt(start + idOffset, place.trackId());
    if (place.mediaTime() > 0) {
      begin(EDTS_LENGTH, BoxType.EDTS);
      begin(ELST_LENGTH, BoxType.ELST);
      bytes.putInt(/* version, flags */ 0).putInt(/* entry_count */ 1);
      bytes.putInt(/* segment_duration: all there is */ 0).putInt((int) place.mediaTime());
      bytes.putInt(RATE_1);
    }
    bytes.put(track.slice(headerEnd, track.capacity() - headerEnd));
  }

  private void putIndex(FragmentStart first) {
    int timescale = tracks.get(0).timescale();
    TrackPlace place = places.get(0);
    begin(SIDX_LENGTH + index.count() * REFERENCE_LENGTH, BoxType.SIDX);
    bytes.putInt(VERSION_1).putInt(place.trackId()).putInt(timescale);
    bytes.putLong(
        first.decodeTime() + first.compositionOffset() - place.baseTime() - place.mediaTime());
    bytes.putLong(/* first_offset */ 0).putInt(index.count());
    long end90k = 0;
    for (int i = 0; i < index.count(); i++) {
      // Differences of rounded times, so that the rounding does not add up.
      long begin = TrackPlace.rescale(end90k, TICKS_PER_SECOND, timescale);
      end90k += index.duration90k(i);
      bytes.putInt((int) index.length(i));
      bytes.putInt((int) (TrackPlace.rescale(end90k, TICKS_PER_SECOND, timescale) - begin));
      bytes.putInt(SAP_TYPE_1);
    }
  }

  private int moovLength() {
    int length = Boxes.HEADER_LENGTH + tracks.get(0).movieHeader().capacity() + mvexLength();
    for (int i = 0; i < tracks.size(); i++) {
      length += trackLength(tracks.get(i).track(), places.get(i));
    }
    return length;
  }

  private int mvexLength() {
    return Boxes.HEADER_LENGTH
        + MEHD_LENGTH
        + tracks.stream().mapToInt(track -> track.defaults().capacity()).sum();
  }

  private static int trackLength(ByteBuffer track, TrackPlace place) {
    return track.capacity() + (place.mediaTime() > 0 ? EDTS_LENGTH : 0);
  }

  private void begin(int length, int type) {
    bytes.putInt(length).putInt(type);
  }
}
