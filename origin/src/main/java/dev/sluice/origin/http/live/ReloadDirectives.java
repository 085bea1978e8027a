package dev.sluice.origin.http.live;

import dev.sluice.origin.http.semantics.RequestTarget;
import dev.sluice.origin.live.LiveEdge;
import java.util.List;
import java.util.Optional;

/**
 * What a request for a media playlist asks of its delivery (rfc8216bis §6.2.5). Parameters of other names are none of ours.
 *
 * @param mediaSequence that the playlist must list ({@code _HLS_msn}), or {@link #NONE}
 * @param partIndex of that segment that the playlist must list ({@code _HLS_part}), or {@link LiveEdge#WHOLE_SEGMENT}
 * @param isDelta whether what the reader knows may be left out ({@code _HLS_skip})
 */
record ReloadDirectives(long mediaSequence, int partIndex, boolean isDelta) {
  /** Media sequence number of a request that does not wait. */
  static final long NONE = -1;

  static final String MEDIA_SEQUENCE = "_HLS_msn";
  private static final String PART = "_HLS_part";
  private static final String SKIP = "_HLS_skip";
  private static final List<String> SKIPS = List.of("YES", "v2");
  private static final int MAX_DIGITS = 18;
  private static final long MALFORMED = -2;

  /**
   * Returns the directives of a request, or nothing if one is malformed, stands there twice, or asks for a part of no segment.
   * Numbers that no playlist can have come as the largest ones: they are too far ahead of any.
   */
  static Optional<ReloadDirectives> of(String target) {
    long mediaSequence = number(target, MEDIA_SEQUENCE);
    long partIndex = number(target, PART);
    boolean isPartOfNothing = mediaSequence == NONE && partIndex != NONE;
    List<String> skips = RequestTarget.parameters(target, SKIP);
    if (mediaSequence == MALFORMED
        || partIndex == MALFORMED
        || isPartOfNothing
        || skips.size() > 1
        || !SKIPS.containsAll(skips)) {
      return Optional.empty();
    }
    return Optional.of(new ReloadDirectives(
        Math.min(mediaSequence, LiveEdge.MAX_MEDIA_SEQUENCE),
        partIndex == NONE
            ? LiveEdge.WHOLE_SEGMENT
            : (int) Math.min(partIndex, LiveEdge.MAX_PART_INDEX),
        !skips.isEmpty()));
  }

  /** Returns whether the request waits for what is to come. */
  boolean isBlocking() {
    return mediaSequence != NONE;
  }

  /** Returns the value of a decimal-integer (rfc8216bis §4.2), {@link #NONE} if absent, or {@link #MALFORMED}. */
  private static long number(String target, String name) {
    List<String> values = RequestTarget.parameters(target, name);
    if (values.isEmpty()) {
      return NONE;
    }
    String digits = values.get(0);
    boolean isNumber = values.size() == 1
        && !digits.isEmpty()
        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber) {
      return MALFORMED;
    }
    return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
