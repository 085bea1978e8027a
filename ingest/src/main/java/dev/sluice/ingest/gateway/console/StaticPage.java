package dev.sluice.ingest.gateway.console;

import dev.sluice.origin.http.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Reads the files of the console from the class path, and compresses them. */
final class StaticPage {
  // Only a file whose name holds its version may be kept without asking whether it is still good.
  private static final String REVALIDATED = "no-cache";
  private static final String KEPT = "public, max-age=31536000, immutable";
  private static final String VERSIONED = ".+-\\d+\\.\\d+\\.\\d+\\..+";
  private static final Map<String, String> CONTENT_TYPES = Map.of(
      "html", "text/html; charset=utf-8",
      "css", "text/css; charset=utf-8",
      "js", "text/javascript; charset=utf-8",
      "svg", "image/svg+xml",
      "txt", "text/plain; charset=utf-8");

  private StaticPage() {}

  /**
   * Reads a file that lies beside this class.
   *
   * @throws IllegalStateException if there is none: the program was not packaged whole
   */
  static Page read(String file) {
    try (InputStream in = StaticPage.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("file: " + file + " (expected: on the class path)");
      }
      return Page.fixed(contentType(file), cacheControl(file), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static String contentType(String file) {
    return CONTENT_TYPES.get(file.substring(file.lastIndexOf('.') + 1));
  }

  private static String cacheControl(String file) {
    return file.matches(VERSIONED) ? KEPT : REVALIDATED;
  }
}
