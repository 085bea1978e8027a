package dev.sluice.origin.live.dvr;

import java.util.List;
import java.util.Optional;

/** Which media playlists a multivariant playlist of ours names (RFC 8216 §4.3.4). */
final class VariantUris {
  private static final String AUDIO = "#EXT-X-MEDIA:TYPE=AUDIO,";
  private static final String URI_ATTRIBUTE = "URI=\"";

  private VariantUris() {}

  /** Returns those of the variants, the best first. */
  static List<String> variants(String multivariant) {
    return multivariant
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  /** Returns that of the sound beside the variants, if it is on its own. */
  static Optional<String> audio(String multivariant) {
    return multivariant
        .lines()
        .filter(line -> line.startsWith(AUDIO) && line.contains(URI_ATTRIBUTE))
        .map(line -> line.substring(line.indexOf(URI_ATTRIBUTE) + URI_ATTRIBUTE.length()))
        .map(rest -> rest.substring(0, rest.indexOf('"')))
        .findFirst();
  }
}
