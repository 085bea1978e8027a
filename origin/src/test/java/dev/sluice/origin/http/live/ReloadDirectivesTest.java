package dev.sluice.origin.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.live.LiveEdge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadDirectivesTest {
  private static final String PATH = "/live/cam/cmaf_720p30.m3u8";

  @Test
  void shouldReadSegmentAndPart() {
    assertThat(ReloadDirectives.of(PATH + "?_HLS_msn=7&_HLS_part=3"))
        .contains(new ReloadDirectives(7, 3, /* isDelta= */ false));
    assertThat(ReloadDirectives.of(PATH + "?_HLS_msn=007"))
        .contains(new ReloadDirectives(7, LiveEdge.WHOLE_SEGMENT, /* isDelta= */ false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"YES", "v2"})
  void shouldReadSkip(String skip) {
    ReloadDirectives directives =
        ReloadDirectives.of(PATH + "?_HLS_skip=" + skip).orElseThrow();

    assertThat(directives.isDelta()).isTrue();
    assertThat(directives.isBlocking()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?token=a.b&hdnts=exp%3D1", "?_HLS_report=x&_HLS_msnx=1", "?&&=&a"})
  void shouldIgnoreWhatIsNoDirective(String query) {
    assertThat(ReloadDirectives.of(PATH + query))
        .contains(new ReloadDirectives(ReloadDirectives.NONE, LiveEdge.WHOLE_SEGMENT, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_HLS_part=0",
        "_HLS_msn=",
        "_HLS_msn=-1",
        "_HLS_msn=+1",
        "_HLS_msn=1.5",
        "_HLS_msn=0x1",
        "_HLS_msn=%31",
        "_HLS_msn=1&_HLS_part=",
        "_HLS_msn=1&_HLS_part=a",
        "_HLS_msn=1&_HLS_msn=1",
        "_HLS_msn=1&_HLS_part=1&_HLS_part=2",
        "_HLS_skip=",
        "_HLS_skip=NO",
        "_HLS_skip=yes",
        "_HLS_skip=YES&_HLS_skip=YES"
      })
  void shouldRefuseMalformedDirectives(String query) {
    assertThat(ReloadDirectives.of(PATH + "?token=t&" + query)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999999999999", "9999999999999999999", "18446744073709551616"})
  void shouldTakeNumbersOfAnyLength(String number) {
    assertThat(ReloadDirectives.of(PATH + "?_HLS_msn=" + number + "&_HLS_part=" + number))
        .contains(new ReloadDirectives(
            LiveEdge.MAX_MEDIA_SEQUENCE, LiveEdge.MAX_PART_INDEX, /* isDelta= */ false));
  }
}
