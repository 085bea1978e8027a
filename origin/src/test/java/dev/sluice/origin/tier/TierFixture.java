package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A tier whose thread and clock are the test's, and the steps that tests take with it. Its directory is new for each test;
 * a test that leaves a file of it open fails.
 */
final class TierFixture implements BeforeEachCallback, AfterEachCallback {
  static final String NAMESPACE = "ns";
  static final long TTL_MS = 60_000;

  Path root;
  long nowEpochMs = 1_700_000_000_000L;
  long clockSetMs;
  DirectoryTier tier;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    root = Files.createTempDirectory("tier");
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (tier != null) {
      tier.close();
    }
    assertThat(openFiles()).isEmpty();
    IoUtil.delete(root.toFile(), /* ignoreFailures= */ false);
  }

  void open() {
    open(context());
  }

  void open(DirectoryTierContext context) {
    tier = HandDriven.open(context);
  }

  DirectoryTierContext context() {
    return new DirectoryTierContext(root)
        .epochClock(() -> nowEpochMs + clockSetMs)
        .nanoClock(() -> TimeUnit.MILLISECONDS.toNanos(nowEpochMs));
  }

  /** Copies an object and returns its file. */
  Path put(String key, int length) {
    List<Path> before = files();
    copy(source(key, length));
    return files().stream().filter(path -> !before.contains(path)).findFirst().orElse(root);
  }

  void copy(FakeSource source) {
    tier.copy(source);
    HandDriven.work(tier);
  }

  FakeReader read(String key) {
    FakeReader reader = new FakeReader();
    tier.read(NAMESPACE, key, reader);
    HandDriven.work(tier);
    return reader;
  }

  FakeSource source(String key, int length) {
    return new FakeSource(entry(key, length), random(length));
  }

  ColdEntry entry(String key, int length) {
    return new ColdEntry(NAMESPACE, key, length, nowEpochMs - 1, nowEpochMs + TTL_MS);
  }

  List<Path> files() {
    return files(root, 3);
  }

  /** Returns what lies so many levels below a directory. */
  static List<Path> files(Path directory, int depth) {
    try (Stream<Path> paths = Files.walk(directory, depth)) {
      return paths
          .filter(path -> path.getNameCount() - directory.getNameCount() == depth)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static void truncate(Path file, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  static void flip(Path file, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 1;
    Files.write(file, bytes);
  }

  /** Returns the files of the tier that this process has open; none where that cannot be told. */
  private List<Path> openFiles() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    // Names only: what asks for attributes, too, fails on a file that another thread closes
    // meanwhile.
    try (Stream<Path> names = Files.list(descriptors)) {
      return names.filter(this::isOfTier).toList();
    }
  }

  private boolean isOfTier(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(root);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
