package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected texts in {@code src/test/resources}, rewritten by {@code -Dgolden.update=true}. */
public final class Goldens {
  private static final Path ROOT = Path.of("src", "test", "resources");

  private Goldens() {}

  /** Holds a text against the file of that name in the package of the test. */
  public static void assertGolden(Class<?> test, String name, String text) {
    Path file = ROOT.resolve(test.getPackageName().replace('.', '/')).resolve(name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertThat(text).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
