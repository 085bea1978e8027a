package dev.sluice.origin.http.semantics;

import java.util.Locale;

/** Reads Accept-Encoding (RFC 9110 §12.5.3) as far as a choice between gzip and identity needs it. */
public final class AcceptEncoding {
  private static final String GZIP = "gzip";
  private static final double UNSET = -1;

  private AcceptEncoding() {}

  /**
   * Returns whether gzip is to be sent where it exists: it is allowed and not ranked below identity.
   *
   * @param header value of Accept-Encoding, empty if absent
   */
  public static boolean prefersGzip(String header) {
    if (header.isEmpty() || header.equals(GZIP)) {
      return !header.isEmpty();
    }
    double gzip = UNSET;
    double identity = UNSET;
    double any = UNSET;
    for (String element : header.split(",")) {
      int semicolon = element.indexOf(';');
      String coding = (semicolon < 0 ? element : element.substring(0, semicolon))
          .strip()
          .toLowerCase(Locale.ROOT);
      double quality =
          semicolon < 0 ? 1 : quality(element.substring(semicolon + 1).strip());
      switch (coding) {
        case GZIP, "x-gzip" -> gzip = quality;
        case "identity" -> identity = quality;
        case "*" -> any = quality;
        default -> {
          // A coding that is not made here.
        }
      }
    }
    double gzipQuality = gzip == UNSET ? Math.max(any, 0) : gzip;
    return gzipQuality > 0 && gzipQuality >= identity;
  }

  /** Returns the weight, 0 to 1; a malformed one excludes its coding. */
  private static double quality(String parameter) {
    String[] nameAndValue = parameter.split("=", 2);
    boolean isWeight = nameAndValue.length == 2 && nameAndValue[0].strip().equalsIgnoreCase("q");
    String value = isWeight ? nameAndValue[1].strip() : "";
    return value.matches("[01](\\.\\d{0,3})?") ? Math.min(Double.parseDouble(value), 1) : 0;
  }
}
