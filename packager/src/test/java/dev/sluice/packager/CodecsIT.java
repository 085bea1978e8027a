package dev.sluice.packager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.OpusConfiguration;
import dev.sluice.packager.codec.SyntheticAv1;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.SyntheticHevc;
import dev.sluice.packager.codec.VideoFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Codings that transport streams have no place for, beside those that they have. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(60)
class CodecsIT {
  private static final VideoFormat AVC = SyntheticAvc.format(320, 180);
  private static final VideoFormat HEVC = SyntheticHevc.format();
  private static final VideoFormat AV1 = SyntheticAv1.format();
  private static final AudioFormat AAC = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});
  private static final AudioFormat OPUS =
      OpusConfiguration.parse(OpusConfiguration.stereo(), /* samplesPerFrame= */ 960);
  private static final byte[] SOUND = new byte[100];
  private static final int FPS = 30;

  // Types of NAL units of HEVC.
  private static final int TRAIL = 1;
  private static final int RASL = 9;
  private static final int CRA = 21;

  private final CmafStream stream = new CmafStream(SegmentFormat.TS, SegmentFormat.CMAF);

  @AfterEach
  void close() {
    stream.close();
    assertThat(stream.payloadsOut()).isZero();
  }

  @Test
  void shouldOfferBothOutputsOfHevc() {
    play(0, 7, HEVC, AAC);
    stream.end("cmaf_cam.m3u8");

    assertThat(stream.text("playlist.m3u8"))
        .contains("CODECS=\"hvc1.1.6.L60.90,mp4a.40.2\",RESOLUTION=320x180,FRAME-RATE=30.000");
    assertThat(stream.text("cmaf.m3u8")).contains("CODECS=\"hvc1.1.6.L60.90,mp4a.40.2\"");
    assertThat(stream.text("manifest.mpd")).contains("codecs=\"hvc1.1.6.L60.90\"");
  }

  @Test
  void shouldNotPromiseThatSegmentsOfOpenGopsAreIndependent() {
    for (int frame = 0; frame < 7 * FPS; frame++) {
      int type = frame % FPS == 0 ? CRA : frame % FPS == 1 ? RASL : TRAIL;
      long dts90k = frame * 3_000L;
      byte[] unit = SyntheticAvc.accessUnit(4, SyntheticHevc.nalUnit(type, 300));
      stream.publish(
          "cam", HEVC, type == RASL ? dts90k : dts90k + 6_000, dts90k, type == CRA, unit);
    }
    stream.settle();
    stream.end("cmaf_cam.m3u8");

    assertThat(
            stream.text("cmaf.m3u8") + stream.text("playlist.m3u8") + stream.text("manifest.mpd"))
        .doesNotContain("#EXT-X-INDEPENDENT-SEGMENTS", "startWithSAP");
    assertThat(stream.text("playlist_cam.m3u8")).doesNotContain("#EXT-X-INDEPENDENT-SEGMENTS");
    assertThat(stream.text("cmaf_cam.m3u8"))
        .doesNotContain("#EXT-X-INDEPENDENT-SEGMENTS")
        .contains(",INDEPENDENT=YES");
  }

  @Test
  void shouldLeaveOpusOutOfTransportStreams() {
    play(0, 7, AVC, OPUS);
    stream.end("cmaf_cam.m3u8");

    assertThat(stream.text("playlist.m3u8")).contains("CODECS=\"avc1.4d401f\",RESOLUTION=320x180");
    assertThat(stream.text("cmaf.m3u8")).contains("CODECS=\"avc1.4d401f,opus\"");
    assertThat(stream.text("manifest.mpd"))
        .contains("codecs=\"opus\"", "timescale=\"48000\"", "audioSamplingRate=\"48000\"");
  }

  @Test
  void shouldLeaveAv1OutOfTransportStreams() {
    play(0, 7, AV1, AAC);
    stream.end("cmaf_cam.m3u8");

    assertThat(stream.text("playlist.m3u8"))
        .contains("CODECS=\"mp4a.40.2\"\n")
        .doesNotContain("RESOLUTION");
    assertThat(stream.text("cmaf.m3u8"))
        .contains("CODECS=\"av01.0.00M.08,mp4a.40.2\",RESOLUTION=320x180");
    assertThat(stream.text("manifest.mpd")).contains("codecs=\"av01.0.00M.08\"");
  }

  @Test
  void shouldNotOfferTransportStreamsOfNothing() {
    play(0, 7, AV1, OPUS);
    stream.end("cmaf_cam.m3u8");

    assertThat(stream.has("playlist.m3u8")).isFalse();
    assertThat(stream.has("playlist_cam.m3u8")).isFalse();
    assertThat(stream.text("cmaf.m3u8")).contains("CODECS=\"av01.0.00M.08,opus\"");
  }

  @Test
  void shouldChangeTheCodingInTheMiddle() {
    play(0, 5, AVC, AAC);
    play(5, 10, HEVC, AAC);
    play(10, 15, AV1, OPUS);
    play(15, 20, AVC, AAC);
    stream.end("cmaf_cam.m3u8");

    assertThat(stream.text("cmaf_cam.m3u8").split("#EXT-X-DISCONTINUITY\n")).hasSize(4);
    assertThat(stream.lines("cmaf_cam.m3u8", "#EXT-X-MAP")).hasSize(4);
    assertThat(stream.text("playlist_cam.m3u8")).contains("#EXT-X-GAP");
    assertThat(stream.text("playlist.m3u8")).contains("CODECS=\"avc1.4d401f,mp4a.40.2\"");
    assertThat(stream.text("manifest.mpd").split("<Period ")).hasSize(5);
  }

  private void play(int fromSecond, int toSecond, VideoFormat video, AudioFormat audio) {
    int frame90k = audio.samplesPerFrame() * 90_000 / audio.sampleRate();
    long sound90k = fromSecond * 90_000L;
    for (int frame = fromSecond * FPS; frame < toSecond * FPS; frame++) {
      long pts90k = frame * 3_000L;
      boolean isKey = frame % FPS == 0;
      stream.publish("cam", video, pts90k, pts90k, isKey, picture(video, isKey));
      for (; sound90k < pts90k + 3_000; sound90k += frame90k) {
        stream.publish("cam", audio, sound90k, sound90k, true, SOUND);
      }
    }
    stream.settle();
  }

  private static byte[] picture(VideoFormat format, boolean isKey) {
    return switch (format.codec()) {
      case AVC ->
        SyntheticAvc.accessUnit(4, isKey ? SyntheticAvc.idr(900) : SyntheticAvc.slice(300));
      case HEVC ->
        SyntheticAvc.accessUnit(4, isKey ? SyntheticHevc.idr(900) : SyntheticHevc.slice(300));
      case AV1 ->
        SyntheticAv1.join(
            SyntheticAv1.DELIMITER, isKey ? SyntheticAv1.key(900) : SyntheticAv1.inter(300));
    };
  }
}
