package dev.sluice.origin.mp4;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a track is in a file of several.
 *
 * @param trackId its number there, from 1
 * @param baseTime what is taken from its decode times, in its ticks
 * @param mediaTime the composition time that the file begins with, in its ticks (elst)
 */
public record TrackPlace(int trackId, long baseTime, long mediaTime) {
  /**
   * Places tracks that share a clock so that the first that can be shown is shown at 0 and all keep their distances.
   *
   * @param starts of the first segments, in the order of the tracks
   */
  public static List<TrackPlace> of(List<TrackInit> tracks, List<FragmentStart> starts) {
    int earliest = 0;
    for (int i = 1; i < tracks.size(); i++) {
      if (seconds(tracks.get(i), starts.get(i))
          < seconds(tracks.get(earliest), starts.get(earliest))) {
        earliest = i;
      }
    }
    long origin = shownAt(starts.get(earliest));
    int originTimescale = tracks.get(earliest).timescale();
    List<TrackPlace> places = new ArrayList<>(tracks.size());
    for (int i = 0; i < tracks.size(); i++) {
      // Rounded by less than a tick of the track.
      long zero = rescale(origin, originTimescale, tracks.get(i).timescale());
      // Decode times have no sign: what is decoded before it is shown needs the edit list.
      long baseTime = Math.min(zero, starts.get(i).decodeTime());
      places.add(new TrackPlace(i + 1, baseTime, zero - baseTime));
    }
    return places;
  }

  /** Returns a time in ticks of another clock, rounded down. */
  static long rescale(long time, long timescale, long wanted) {
    return timescale == wanted
        ? time
        : Math.floorDiv(time, timescale) * wanted
            + Math.floorMod(time, timescale) * wanted / timescale;
  }

  private static long shownAt(FragmentStart start) {
    return start.decodeTime() + start.compositionOffset();
  }

  private static double seconds(TrackInit track, FragmentStart start) {
    return (double) shownAt(start) / track.timescale();
  }
}
