package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Loads the libraries; fails a test that leaves something of them allocated. Counters are new for each test. */
public final class LibavExtension
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
  private LibavCounters counters = new LibavCounters();

  @Override
  public void beforeAll(ExtensionContext context) {
    Natives.load(Path.of("target", "native"));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    counters = new LibavCounters();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(counters.outstanding())
        .as("frames, packets and contexts not freed")
        .isZero();
  }

  /** Returns what the test counts with. */
  public LibavCounters counters() {
    return counters;
  }
}
