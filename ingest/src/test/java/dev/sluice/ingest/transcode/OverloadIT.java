package dev.sluice.ingest.transcode;

import static dev.sluice.ingest.transcode.LadderFixture.clip;
import static dev.sluice.ingest.transcode.LadderFixture.ladder;
import static dev.sluice.ingest.transcode.LadderFixture.rung;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.packager.FlvTags.Tag;
import dev.sluice.packager.ts.TsAssert;
import dev.sluice.packager.ts.TsSegment;
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
  private static final long RELIEF_NS = TimeUnit.SECONDS.toNanos(30);

  private final AtomicLong delayNs = new AtomicLong(TimeUnit.MILLISECONDS.toNanos(20));

  @TempDir
  private Path directory;

  @Test
  void shouldTakeOutTheTopRungFirstAndOfferItAgainWhenThereIsRoom() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96), rung(80), rung(64)), this::slowTop)) {
      List<Tag> tags = clip(directory, "170x96", "30", 4);
      for (int round = 0; round < 4; round++) {
        play(fixture, tags, round);
      }
      assertThat(fixture.offers()).startsWith("96p30=false");
      assertThat(fixture.status("96p30").framesDropped()).isPositive();
      assertThat(fixture.status("96p30").isOffered()).isFalse();

      delayNs.set(0);
      long startNs = System.nanoTime();
      for (int round = 4;
          !isOfferedAgain(fixture) && System.nanoTime() - startNs < RELIEF_NS;
          round++) {
        play(fixture, tags, round);
      }

      assertThat(fixture.offers()).contains("96p30=true");
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

  @Test
  void shouldCutAtKeyFramesWhereSoundThatBeganAloneIsAheadOfAllPictures() {
    delayNs.set(TimeUnit.MILLISECONDS.toNanos(15));
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96)), this::slowTop)) {
      List<Tag> tags = clip(directory, "170x96", "30", 10.2);
      fixture.publish(tags.stream().filter(tag -> !tag.isVideo()).limit(150).toList());
      Tests.await(() -> !fixture.segmentNames("audio").isEmpty(), "audio is listed");
      fixture.publish(tags, 400_000);
      fixture.end("96p30", "audio");

      List<TsSegment> segments = TsAssert.assertTs(fixture.segments("96p30"));
      assertThat(segments.subList(0, 5)).allMatch(segment -> segment.video().size() == 60);
      assertThat(fixture.segmentNames("audio")).hasSizeGreaterThan(segments.size());
    }
  }

  @Test
  void shouldWaitForAChannelThatIsOnItsWayOut() {
    List<Tag> tags = clip(directory, "170x96", "30", 2.2);
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96)), this::slowTop)) {
      fixture.publish(tags);
      delayNs.set(TimeUnit.MILLISECONDS.toNanos(200));
      fixture.channel().close();
      Tests.await(() -> fixture.rungs().isEmpty(), "the channel leaves");

      fixture.transcoder().close();

      assertThat(fixture.transcoder().natives().outstanding()).isZero();
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

  private static boolean isOfferedAgain(LadderFixture fixture) {
    return fixture.offers().contains("96p30=true");
  }

  private static void play(LadderFixture fixture, List<Tag> tags, int round) {
    fixture.publishPaced(tags, round * CLIP_90K, SPEED);
  }
}
