package dev.sluice.packager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.live.dvr.RecordingQuery;
import dev.sluice.packager.codec.AacConfiguration;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.SyntheticAvc;
import dev.sluice.packager.codec.VideoFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Access units through ring and muxer into a recording, read back behind the live window. */
@ExtendWith(NativeMemoryExtension.class)
@Timeout(30)
class RecordingsIT {
  private static final String TOP = "720p30";
  private static final VideoFormat HD = SyntheticAvc.format(1280, 720);
  private static final VideoFormat SD = SyntheticAvc.format(640, 360);
  private static final AudioFormat STEREO = AacConfiguration.parse(new byte[] {0x11, (byte) 0x90});

  private CmafStream stream;

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void shouldListEverySegmentOfBothTracksBehindTheLiveWindow() {
    stream = new CmafStream(SegmentFormat.CMAF, SegmentFormat.TS);
    stream.play(TOP, 0, 61, HD, STEREO);
    awaitRecorded("dvr_720p30.m3u8", 1_029);

    assertThat(recorded("dvr.m3u8"))
        .contains("URI=\"dvr_audio.m3u8\"", "RESOLUTION=1280x720", "\ndvr_720p30.m3u8\n");
    assertThat(names("dvr_720p30.m3u8")).hasSize(30).startsWith("cmaf_720p30_01000.m4s");
    assertThat(names("dvr_audio.m3u8")).startsWith("cmaf_audio_01000.m4s");
    assertThat(names("dvr_720p30.m3u8")).allMatch(stream::has);
    assertThat(stream.playlist("cmaf_720p30.m3u8").media().mediaSequence()).isGreaterThan(1_010);
  }

  @Test
  void shouldRecordTransportStreamsWhereThereIsNothingElse() {
    stream = new CmafStream(SegmentFormat.TS);
    stream.play(TOP, 0, 31, HD, STEREO);
    awaitRecorded("dvr_720p30.m3u8", 1_014);

    assertThat(recorded("dvr.m3u8")).endsWith("\ndvr_720p30.m3u8\n");
    assertThat(names("dvr_720p30.m3u8"))
        .hasSize(15)
        .startsWith("playlist_720p30_01000.ts")
        .allMatch(stream::has);
    assertThat(recorded("dvr_720p30.m3u8")).doesNotContain("EXT-X-MAP");
  }

  @Test
  void shouldNameTheInitSegmentOfEveryConfiguration() {
    stream = new CmafStream(SegmentFormat.CMAF);
    stream.play(TOP, 0, 9, HD, STEREO);
    stream.restart(9);
    stream.play(TOP, 0, 61, SD, STEREO);
    awaitRecorded("dvr_720p30.m3u8", 1_030);

    List<String> maps = recorded("dvr_720p30.m3u8")
        .lines()
        .filter(line -> line.startsWith("#EXT-X-MAP"))
        .map(line -> line.split("\"")[1])
        .toList();
    assertThat(maps).hasSize(2).doesNotHaveDuplicates().allMatch(stream::has);
    assertThat(recorded("dvr_720p30.m3u8"))
        .contains("#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"" + maps.get(1) + "\"\n");
  }

  @Test
  void shouldCountTheBreaksBeforeLateAudio() {
    stream = new CmafStream(SegmentFormat.CMAF);
    stream.play(TOP, 0, 5, HD, /* audio= */ null);
    stream.play(TOP, 5, 11, HD, STEREO);
    awaitRecorded("dvr_audio.m3u8", 1_004);

    assertThat(recorded("dvr_audio.m3u8"))
        .contains("#EXT-X-DISCONTINUITY-SEQUENCE:0\n", "#EXT-X-DISCONTINUITY\n");
  }

  @Test
  void shouldRecordBothTracksOfAChannelThatBeganWithoutAPicture() {
    stream = new CmafStream(SegmentFormat.CMAF);
    stream.play("audio", 0, 3, /* video= */ null, STEREO);
    stream.play("audio", 3, 11, HD, STEREO);
    awaitRecorded("dvr_video.m3u8", 1_004);
    awaitRecorded("dvr_audio.m3u8", 1_004);

    assertThat(recorded("dvr.m3u8")).contains("URI=\"dvr_audio.m3u8\"", "\ndvr_video.m3u8\n");
    assertThat(names("dvr_video.m3u8")).allMatch(name -> name.startsWith("cmaf_video_"));
    assertThat(names("dvr_audio.m3u8")).allMatch(name -> name.startsWith("cmaf_audio_"));
  }

  @Test
  void shouldOfferTheVideoOfAChannelThatEndsWithSoundAlone() {
    stream = new CmafStream(SegmentFormat.CMAF);
    stream.play(TOP, 0, 6, HD, STEREO);
    stream.restart(10);
    stream.play(TOP, 0, 7, /* video= */ null, STEREO);
    stream.end("cmaf_audio.m3u8");
    awaitRecorded("dvr_audio.m3u8", 1_005);

    assertThat(stream.text("cmaf.m3u8")).doesNotContain("RESOLUTION");
    assertThat(recorded("dvr.m3u8")).contains("URI=\"dvr_audio.m3u8\"", "\ndvr_720p30.m3u8\n");
  }

  @Test
  void shouldLeaveAVideoOnDemandBehind() {
    stream = new CmafStream(SegmentFormat.CMAF);
    stream.play(TOP, 0, 41, HD, STEREO);
    stream.end("cmaf_audio.m3u8");
    stream.channel.close();
    Tests.await(() -> !stream.has("cmaf.m3u8"), "the live playlists are gone");

    assertThat(recorded("dvr_720p30.m3u8"))
        .contains("#EXT-X-PLAYLIST-TYPE:VOD\n")
        .endsWith("#EXT-X-ENDLIST\n");
    assertThat(names("dvr_audio.m3u8")).hasSize(21).allMatch(stream::has);
    assertThat(stream.has("cmaf_720p30_init_01000.mp4")).isTrue();
  }

  private void awaitRecorded(String uri, long sequence) {
    Tests.await(() -> recorded(uri).contains("_0" + sequence), sequence + " in " + uri);
  }

  private List<String> names(String uri) {
    return recorded(uri).lines().filter(line -> !line.startsWith("#")).toList();
  }

  private String recorded(String uri) {
    return stream
        .recordings
        .find("cam/" + uri)
        .flatMap(text -> text.body(RecordingQuery.WHOLE))
        .map(body -> Stream.of(body.plain())
            .map(ByteBuffer::duplicate)
            .map(piece -> UTF_8.decode(piece).toString())
            .collect(Collectors.joining()))
        .orElse("");
  }
}
