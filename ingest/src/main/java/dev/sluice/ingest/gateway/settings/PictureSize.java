package dev.sluice.ingest.gateway.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Width and height of a picture, e.g. {@code 4096x2304}.
 *
 * @param width in pixels, 64 to 8192
 * @param height in pixels, 64 to 8192
 */
public record PictureSize(int width, int height) {
  /** What a size looks like, for messages. */
  public static final String FORM = "WIDTHxHEIGHT in pixels, each 64 to 8192";

  private static final Pattern SYNTAX = Pattern.compile("(\\d{2,4})x(\\d{2,4})");
  private static final int SIDE_MIN = 64;
  private static final int SIDE_MAX = 8_192;

  /** Reads {@code WIDTHxHEIGHT}; empty if the text is something else. */
  public static Optional<PictureSize> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int width = Integer.parseInt(matcher.group(1));
    int height = Integer.parseInt(matcher.group(2));
    return isSide(width) && isSide(height)
        ? Optional.of(new PictureSize(width, height))
        : Optional.empty();
  }

  private static boolean isSide(int pixels) {
    return pixels >= SIDE_MIN && pixels <= SIDE_MAX;
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
