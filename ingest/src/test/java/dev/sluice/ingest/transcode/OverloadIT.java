package dev.sluice.ingest.transcode;

import static dev.sluice.ingest.transcode.LadderFixture.clip;
import static dev.sluice.ingest.transcode.LadderFixture.ladder;
import static dev.sluice.ingest.transcode.LadderFixture.rung;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.FlvTags.Tag;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A machine that is too small for the top rung, for a while. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(60)
class OverloadIT {
  private static final int SPEED = 5;
  private static final long CLIP_90K = 360_000;

  private final AtomicLong delayNs = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(20));

  @TempDir
  private Path directory;

  @Test
  void shouldTakeOutTheTopRungFirstAndOfferItAgainWhenThereIsRoom() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96), rung(80), rung(64)), this::slowTop)) {
      List<Tag> tags = clip(directory, "170x96", "30", 4);
      play(fixture, tags, 0, 4);
      assertThat(fixture.offers()).startsWith("96p30=false");
      assertThat(fixture.status("96p30").framesDropped()).isPositive();
      assertThat(fixture.status("96p30").isOffered()).isFalse();

      delayNs.set(0);
      play(fixture, tags, 4, 11);

      assertThat(fixture.offers()).contains("96p30=true").doesNotContain("64p30=false");
    }
  }

  @Test
  void shouldLeaveOutNothingOfWhatWasHeldToDecideOnPassthrough() {
    List<Tag> tags = clip(directory, "170x96", "30", 2.2, "-qp", "5");
    try (LadderFixture fixture = new LadderFixture(
        ladder(Passthrough.AUTO, rung(96), rung(80), rung(64)),
        context -> slowTop(context).nanoClock(() -> 0))) {
      fixture.publish(tags);
      fixture.end("96p30");

      assertThat(fixture.status("96p30").encoder()).isEqualTo("libx264");
      assertThat(fixture.status("96p30").framesDropped()).isZero();
    }
  }

  private TranscodeContext slowTop(TranscodeContext context) {
    return context
        .nanoClock(() -> System.nanoTime() * SPEED)
        .encoderOpener((settings, counters) -> {
          PictureEncoder encoder = PictureEncoder.open(settings, counters);
          return settings.height() == 96 ? new SlowEncoder(encoder, delayNs) : encoder;
        });
  }

  private static void play(LadderFixture fixture, List<Tag> tags, int from, int to) {
    for (int round = from; round < to; round++) {
      fixture.publishPaced(tags, round * CLIP_90K, SPEED);
    }
  }
}
