package dev.sluice.packager;

import static dev.sluice.packager.cmaf.CmafAssert.assertCmaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.cmaf.Chunk;
import dev.sluice.packager.cmaf.CmafAssert;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import io.lindstrom.m3u8.model.MediaSegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of sources that are slow, or halt: none is longer than announced, from the first on. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class CmafPartsIT {
  private static final String TOP = "720p30";
  private static final String VIDEO = "cmaf_720p30.m3u8";
  private static final String AUDIO = "cmaf_audio.m3u8";
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final AudioFormat NO_AUDIO = null;

  private final CmafStream stream = new CmafStream(SegmentFormat.CMAF);

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldFitPartsToASourceOfOnePictureASecond() {
    for (int second = 0; second < 10; second++) {
      stream.picture(TOP, HD, second * CmafStream.FRAMES_PER_SECOND);
    }
    stream.end(VIDEO);

    assertThat(stream.playlist(VIDEO).partTarget()).isEqualTo(1.0);
    assertThat(stream.playlist(VIDEO).media().mediaSegments())
        .extracting(segment -> segment.partialSegments().size())
        .endsWith(2, 2, 1);
  }

  @Test
  void shouldBeginWithPartsWithinTheTargetWhenTheSecondPictureIsLate() {
    for (int frame = 0; frame < 45; frame++) {
      if (frame == 0 || frame >= 15) {
        stream.picture(TOP, HD, frame);
      }
      stream.sound(TOP, STEREO, frame);
    }
    stream.end(AUDIO);

    assertThat(stream.playlist(VIDEO).partTarget()).isEqualTo(0.2);
    assertThat(firstPart(VIDEO)).isEqualTo(0.2);
    assertThat(firstPart(AUDIO)).isEqualTo(0.192);
  }

  @ParameterizedTest
  @CsvSource({"6, 0.2", "10, 0.334", "15, 0.5", "30, 1.0"})
  void shouldBeginWithAPartWithinTheTargetOfASlowSource(int frames, double target) {
    for (int frame = 0; frame < 60; frame += frames) {
      stream.picture(TOP, HD, frame);
    }
    stream.end(VIDEO);

    assertThat(stream.playlist(VIDEO).partTarget()).isEqualTo(target);
    assertThat(firstPart(VIDEO)).isEqualTo(frames / 30.0, within(0.000_01));
  }

  @ParameterizedTest
  @CsvSource({"true, 0.2", "false, 0.334"})
  void shouldChooseAPartTargetThatAudioKeepsWhichIsAhead(boolean isAudioFirst, double target) {
    for (int frame = 0; frame < 60; frame++) {
      if (isAudioFirst) {
        stream.sound(TOP, STEREO, frame);
      }
      if (frame % 5 == 0) {
        stream.picture(TOP, HD, frame);
      }
      if (!isAudioFirst) {
        stream.sound(TOP, STEREO, frame);
      }
    }
    stream.end(AUDIO);

    assertThat(stream.playlist(AUDIO).partTarget()).isEqualTo(target);
    assertThat(firstPart(AUDIO)).isLessThanOrEqualTo(target);
  }

  @Test
  void shouldNotStretchAPartWherePicturesStayAway() {
    stream.play(TOP, 0, 3, HD, NO_AUDIO);
    for (int frame = 90; frame < 150; frame++) {
      if (frame < 100 || frame > 112) {
        stream.picture(TOP, HD, frame);
      }
    }
    stream.play(TOP, 5, 7, HD, NO_AUDIO);
    stream.end(VIDEO);

    assertThat(stream.playlist(VIDEO).partTarget()).isEqualTo(0.2);
    assertThat(stream.text(VIDEO)).doesNotContain("#EXT-X-DISCONTINUITY\n");
  }

  @ParameterizedTest
  @CsvSource({"48000, 1190, 2", "44100, 1210, 2", "48000, 1190, 5", "44100, 1210, 5"})
  void shouldKeepTheGridOfAudioWhoseFramesShareTheirTimes(int rate, String config, int group) {
    AudioFormat sound = AacConfiguration.parse(HexFormat.of().parseHex(config));
    int count = 0;
    for (int frame = 0; frame < 12 * CmafStream.FRAMES_PER_SECOND; frame++) {
      stream.picture(TOP, HD, frame);
      long end90k = (frame + 1) * (long) CmafStream.FRAME_90K;
      for (; count * 1_024 * 90_000L / rate < end90k; count++) {
        long ms = count / group * group * 1_024 * 1_000L / rate;
        stream.publish(TOP, sound, ms * 90, ms * 90, true, new byte[] {1});
      }
    }
    stream.end(AUDIO);

    List<Chunk> chunks = assertCmaf(stream.playlist(AUDIO).media().mediaSegments().stream()
        .flatMap(segment -> CmafAssert.chunks(stream.bytes(segment.uri())).stream())
        .toList());
    assertThat(chunks.get(chunks.size() - 1).endTime())
        .isBetween(count * 1_024L, (count + group) * 1_024L);
  }

  /** Returns how long the first part of the first segment is, which is listed still. */
  private double firstPart(String playlist) {
    MediaSegment first = stream.playlist(playlist).media().mediaSegments().get(0);
    assertThat(first.uri()).contains("_01000.");
    return first.partialSegments().get(0).duration();
  }
}
