package dev.sluice.ingest.transcode.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.BitRates;
import dev.sluice.packager.codec.MpegAudioHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioTranscoderTest {
  private static final String BEEP = "if(lt(mod(t,1),0.1),0.25*sin(2*PI*1000*t),0)";
  private static final String MONO = "aevalsrc=exprs='" + BEEP + "':duration=4:sample_rate=";
  private static final double SYNC_TOLERANCE_S = 0.005;

  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  @ParameterizedTest
  @CsvSource({
    "48000, 48000, mp4a.40.2",
    "44100, 48000, mp4a.40.2",
    "48000, 44100, mp4a.40.2",
    "32000, 48000, mp4a.40.2"
  })
  void shouldKeepEverySoundInItsPlace(int sourceRate, int rate, String codecs) {
    Clip clip = Clip.audio(MONO + sourceRate, "-c:a", "aac");

    Transcoded transcoded =
        transcode(clip, clip.audioFormat(), new AudioTarget(rate, 1, 96_000), t -> t);

    assertThat(transcoded.format.codecs()).isEqualTo(codecs);
    assertThat(transcoded.format.sampleRate()).isEqualTo(rate);
    assertBeeps(transcoded.sound.beepsS(), 0, 1, 2, 3);
  }

  @Test
  void shouldNotShowTheRoundingOfTimes() {
    Clip clip = Clip.audio(MONO + 44_100, "-c:a", "aac");

    Transcoded transcoded =
        transcode(clip, clip.audioFormat(), new AudioTarget(44_100, 1, 96_000), t -> t / 90 * 90);

    for (int i = 1; i < transcoded.units.size(); i++) {
      long step = transcoded.units.get(i).pts90k() - transcoded.units.get(i - 1).pts90k();
      assertThat(step).isBetween(2_089L, 2_090L);
    }
    assertBeeps(transcoded.sound.beepsS(), 0, 1, 2, 3);
  }

  @Test
  void shouldFollowAClockThatDrifts() {
    Clip clip = Clip.audio(
        MONO.replace("duration=4", "duration=60") + 48_000, "-c:a", "aac", "-b:a", "64k");

    Transcoded transcoded =
        transcode(clip, clip.audioFormat(), new AudioTarget(48_000, 1, 64_000), t -> t + t / 1_000);

    List<Double> beeps = transcoded.sound.beepsS();
    assertThat(beeps).hasSize(60);
    for (int i = 0; i < 60; i++) {
      assertThat(beeps.get(i)).isCloseTo(i * 1.001, within(0.032));
    }
  }

  @Test
  void shouldFillAGap() {
    Clip clip = Clip.audio(MONO + 48_000, "-c:a", "aac");
    long from90k = 90_000 + 45_000;

    Transcoded transcoded = transcode(
        clip,
        clip.audioFormat(),
        new AudioTarget(48_000, 1, 96_000),
        t -> t < from90k ? t : t + 180_000);

    assertBeeps(transcoded.sound.beepsS(), 0, 1, 4, 5);
  }

  @Test
  void shouldStartAgainAfterAJump() {
    Clip clip = Clip.audio(MONO + 48_000, "-c:a", "aac");
    long jump90k = 3_600L * 90_000;

    Transcoded transcoded = transcode(
        clip,
        clip.audioFormat(),
        new AudioTarget(48_000, 1, 96_000),
        t -> t < 90_000 ? t : t + jump90k);

    Clip.Unit last = transcoded.units.get(transcoded.units.size() - 1);
    assertThat(last.pts90k()).isCloseTo(jump90k + 4 * 90_000L, within(4_000L));
    assertThat(transcoded.units).hasSizeLessThan(200);
  }

  @Test
  void shouldMixSurroundDown() {
    Clip clip = Clip.audio(
        "aevalsrc=exprs='" + "0|0|0.25*sin(2*PI*1000*t)*gt(t,1)|0|0|0"
            + "':channel_layout=5.1:duration=2:sample_rate=48000",
        "-c:a",
        "aac");

    Transcoded transcoded = transcode(
        clip, clip.audioFormat(), AudioTarget.fitting(clip.audioFormat(), 128_000), t -> t);

    assertThat(transcoded.format.channelCount()).isEqualTo(2);
    assertThat(transcoded.sound.firstLoudS()).isCloseTo(1, within(SYNC_TOLERANCE_S));
  }

  @Test
  void shouldTakeMp3() {
    Clip clip = Clip.audio(MONO + 48_000, "-c:a", "libmp3lame", "-b:a", "64k");
    AudioFormat format =
        MpegAudioHeader.parse(ByteBuffer.wrap(clip.units().get(0).bytes()).getInt());

    Transcoded transcoded = transcode(clip, format, AudioTarget.fitting(format, 128_000), t -> t);

    assertThat(transcoded.format.channelCount()).isEqualTo(1);
    assertThat(transcoded.sound.beepsS()).hasSize(4);
  }

  @Test
  void shouldGoOnAfterCorruptFrames() {
    Clip clip = Clip.audio(MONO + 48_000, "-c:a", "aac");
    List<Clip.Unit> units = new ArrayList<>(clip.units());
    for (int i = 60; i < 64; i++) {
      byte[] bytes = new byte[i];
      Arrays.fill(bytes, (byte) (i * 37));
      units.set(i, units.get(i).withBytes(bytes));
    }
    units.set(64, units.get(64).withBytes(new byte[0]));

    Transcoded transcoded = transcode(
        new Clip(clip.configuration(), units),
        clip.audioFormat(),
        new AudioTarget(48_000, 1, 96_000),
        t -> t);

    assertThat(transcoded.corruptCount).isBetween(1, 5);
    assertThat(transcoded.sound.beepsS().get(3)).isCloseTo(3, within(0.03));
  }

  @Test
  void shouldFitTheTargetToTheSource() {
    AudioFormat source = Clip.audio(MONO + 44_100, "-c:a", "aac").audioFormat();

    assertThat(AudioTarget.fitting(source, 128_000)).isEqualTo(new AudioTarget(44_100, 1, 64_000));
  }

  @Test
  void shouldSayNoPeakBelowWhatTheCodingAllows() {
    AudioTarget target = new AudioTarget(48_000, 2, 128_000);

    assertThat(target.bitRates()).isEqualTo(new BitRates(1_536, 47 * 12_288, 128_000));
  }

  @Test
  void shouldCountParametricStereoAsTwoChannels() {
    AudioFormat source = AacConfiguration.parse(HexFormat.of().parseHex("eb098800"));

    assertThat(source.channelCount()).isEqualTo(1);
    assertThat(AudioTarget.fitting(source, 128_000)).isEqualTo(new AudioTarget(48_000, 2, 128_000));
  }

  @Test
  void shouldBeEmptyWhenItEndsBeforeItStarts() {
    AudioFormat source = Clip.audio(MONO + 48_000, "-c:a", "aac").audioFormat();

    try (AudioTranscoder transcoder =
        AudioTranscoder.open(source, new AudioTarget(48_000, 2, 128_000), LIBAV.counters())) {
      transcoder.drain();
      assertThat(transcoder.receive()).isSameAs(EncodedUnit.NONE);
      assertThat(transcoder.format().channelCount()).isEqualTo(2);
      assertThat(transcoder.format().bitRates().average()).isEqualTo(128_000);
    }
  }

  private static void assertBeeps(List<Double> beepsS, double... expectedS) {
    assertThat(beepsS).hasSize(expectedS.length);
    for (int i = 0; i < expectedS.length; i++) {
      assertThat(beepsS.get(i)).isCloseTo(expectedS[i], within(SYNC_TOLERANCE_S));
    }
  }

  /** What came out, and how it sounds. */
  private record Transcoded(
      AudioFormat format, List<Clip.Unit> units, int corruptCount, Sound sound) {}

  private static Transcoded transcode(
      Clip clip, AudioFormat source, AudioTarget target, LongUnaryOperator times90k) {
    List<Clip.Unit> units = new ArrayList<>();
    AudioFormat format;
    int corruptCount = 0;
    try (AudioTranscoder transcoder = AudioTranscoder.open(source, target, LIBAV.counters())) {
      format = transcoder.format();
      for (Clip.Unit unit : clip.units()) {
        int result = transcoder.send(unit, times90k.applyAsLong(unit.pts90k()));
        corruptCount += result == AudioTranscoder.CORRUPT ? 1 : 0;
        receiveAll(transcoder, units);
      }
      transcoder.drain();
      receiveAll(transcoder, units);
    }
    return new Transcoded(format, units, corruptCount, Sound.of(format, units, LIBAV.counters()));
  }

  private static void receiveAll(AudioTranscoder transcoder, List<Clip.Unit> units) {
    for (EncodedUnit unit = transcoder.receive();
        unit != EncodedUnit.NONE;
        unit = transcoder.receive()) {
      assertThat(unit.isRandomAccess()).isTrue();
      units.add(Clip.Unit.copyOf(unit));
      unit.release();
    }
  }
}
