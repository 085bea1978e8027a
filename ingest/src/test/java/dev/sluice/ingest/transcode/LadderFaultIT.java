package dev.sluice.ingest.transcode;

import static dev.sluice.ingest.transcode.LadderFixture.clip;
import static dev.sluice.ingest.transcode.LadderFixture.ladder;
import static dev.sluice.ingest.transcode.LadderFixture.rung;
import static dev.sluice.ingest.transcode.LadderIT.assertAligned;
import static dev.sluice.ingest.transcode.LadderIT.videoCount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.transcode.Ladder.Passthrough;
import dev.sluice.ingest.transcode.libav.EncoderPreset;
import dev.sluice.ingest.transcode.libav.VideoProfile;
import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import dev.sluice.packager.FlvTags.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A ladder goes on after what its source, its encoders and its machine do wrong. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(60)
class LadderFaultIT {
  @TempDir
  private Path directory;

  @Test
  void shouldLoseNoMoreThanTheCorruptPicture() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      List<Tag> tags = new ArrayList<>(clip(directory, "284x160", "30", 4.4));
      Tag victim = tags.stream().filter(Tag::isVideo).skip(40).findFirst().orElseThrow();
      byte[] torn = victim.bytes().clone();
      Arrays.fill(torn, 5, torn.length, (byte) 0x55);
      tags.set(
          tags.indexOf(victim),
          new Tag("avc1", true, false, false, victim.dts90k(), victim.pts90k(), torn));
      fixture.publish(tags);
      fixture.end("160p30", "96p30");

      assertAligned(fixture, "160p30", "96p30");
      assertThat(videoCount(fixture, "160p30")).isBetween(videoCount(tags) - 2, videoCount(tags));
    }
  }

  @Test
  void shouldGoOnAfterAnErrorOnTheThreadOfARung() {
    AtomicBoolean hasFailed = new AtomicBoolean();
    EncoderOpener opener = (settings, counters) -> {
      if (hasFailed.compareAndSet(false, true)) {
        throw new OutOfMemoryError("not today");
      }
      return PictureEncoder.open(settings, counters);
    };
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(96)), c -> c.encoderOpener(opener))) {
      List<Tag> tags = clip(directory, "170x96", "30", 2.4);
      fixture.publish(tags);
      fixture.end("96p30");

      assertThat(videoCount(fixture, "96p30")).isEqualTo(videoCount(tags) - 1);
    }
  }

  @Test
  void shouldStartAllRungsAgainWhenOneDidNotStart() {
    try (LadderFixture fixture =
        new LadderFixture(ladder(Passthrough.NEVER, rung(160), rung(96)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 4.4);
      fixture.failOnce("96p30");
      fixture.publish(tags);
      fixture.end("160p30", "96p30");

      assertAligned(fixture, "160p30", "96p30");
      assertThat(videoCount(fixture, "160p30")).isEqualTo(videoCount(tags) - 1);
    }
  }

  @Test
  void shouldFreeEverythingWhenWhatWasHeldFailsAsThePublisherGoes() {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.AUTO, rung(160)))) {
      List<Tag> tags = clip(directory, "284x160", "30", 1.4);
      fixture.failOnce("160p30");
      fixture.publish(tags);
      fixture.suspend();
      fixture.publish(tags);
      fixture.end("160p30");

      assertThat(videoCount(fixture, "160p30")).isGreaterThanOrEqualTo(videoCount(tags));
    }
  }

  @Test
  void shouldNameTheKeyOfAnEncoderThatDoesNotWork() {
    Rung like = rung(96);
    Rung rung = new Rung(
        "80p30",
        80,
        30,
        100_000,
        100_000,
        100_000,
        VideoProfile.MAIN,
        EncoderPreset.FAST,
        "h264_qsv");
    try (OriginStore store =
        new OriginStore(new StoreContext().hotCapacity(64 << 20).conclude())) {
      TranscodeContext context = new TranscodeContext()
          .ladders(List.of(ladder(Passthrough.NEVER), ladder(Passthrough.NEVER, like, rung)))
          .namespace(store.live());

      assertThatThrownBy(() -> Transcoder.launch(context))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("ladders[1].rungs[1].encoder: h264_qsv (expected: auto or");
    }
  }

  @Test
  void shouldCountAudioThatCannotBeDecoded() {
    try (LadderFixture fixture = new LadderFixture(ladder(Passthrough.NEVER, rung(96)))) {
      List<Tag> tags = new ArrayList<>(clip(directory, "170x96", "30", 1.4, "-ar", "32000"));
      Tag victim = tags.stream()
          .filter(tag -> !tag.isVideo() && !tag.isConfiguration())
          .skip(9)
          .findFirst()
          .orElseThrow();
      tags.set(
          tags.indexOf(victim),
          new Tag("mp4a", false, false, true, victim.dts90k(), victim.pts90k(), new byte[4]));
      fixture.publish(tags);
      fixture.end("96p30");

      List<SourceStatus> sources = new ArrayList<>();
      fixture.transcoder().forEachSource(sources::add);
      assertThat(sources.get(0).decodeErrors()).isEqualTo(1);
    }
  }
}
