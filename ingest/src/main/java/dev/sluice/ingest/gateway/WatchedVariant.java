package dev.sluice.ingest.gateway;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A variant and its segments that were fetched. Used by one thread. */
final class WatchedVariant {
  private static final Pattern NAME = Pattern.compile(".*/(?:playlist|cmaf)_(\\w+)\\.m3u8");

  private final URI playlist;
  private final Set<URI> segments = new HashSet<>();
  private long segmentBytes;

  WatchedVariant(URI playlist) {
    this.playlist = playlist;
  }

  URI playlist() {
    return playlist;
  }

  /** Returns what it is called in URLs, e.g. {@code 720p30}. */
  String name() {
    Matcher matcher = NAME.matcher(playlist.getPath());
    return matcher.matches() ? matcher.group(1) : playlist.getPath();
  }

  boolean hasSegment(URI segment) {
    return segments.contains(segment);
  }

  void onSegment(URI segment, int length) {
    segments.add(segment);
    segmentBytes += length;
  }

  int segmentCount() {
    return segments.size();
  }

  long segmentBytes() {
    return segmentBytes;
  }
}
