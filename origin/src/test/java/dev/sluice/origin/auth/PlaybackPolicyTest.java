package dev.sluice.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.auth.PlaybackPolicy.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "cam, cam, true",
    "cam, cam2, false",
    "cam, ca, false",
    "cam, Cam, false",
    "*, cam, true",
    "*, x, true",
    "vip-*, vip-1, true",
    "vip-*, vip-, true",
    "vip-*, vip, false",
    "*-vip, a-vip, true",
    "*-vip, a-vip-b, false",
    "*-vip, -vip-vip, true",
    "a*b*c, abc, true",
    "a*b*c, a1b2b3c, true",
    "a*b*c, a1b2, false",
    "**, cam, true",
    "a**, a, true"
  })
  void shouldFitPatternsToWholeNames(String pattern, String channel, boolean isFit) {
    PlaybackPolicy policy = PlaybackPolicy.of(List.of(new Rule(pattern, Playback.TOKEN)));
    Playback expected = isFit ? Playback.TOKEN : Playback.OPEN;

    assertThat(policy.playback(channel)).isEqualTo(expected);
    assertThat(policy.playback(channel + "/playlist.m3u8")).isEqualTo(expected);
    assertThat(policy.playback(channel + "/vip-/cam")).isEqualTo(expected);
  }

  @Test
  void shouldGoByTheFirstRuleThatFits() {
    PlaybackPolicy policy =
        PlaybackPolicy.of(List.of(new Rule("free*", Playback.OPEN), new Rule("*", Playback.TOKEN)));

    assertThat(policy.playback("free1/a.ts")).isEqualTo(Playback.OPEN);
    assertThat(policy.playback("paid/a.ts")).isEqualTo(Playback.TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/cam"})
  void shouldNotOpenWhatNamesNoChannel(String key) {
    assertThat(PlaybackPolicy.OPEN.playback(key)).isEqualTo(Playback.TOKEN);
  }

  @Test
  void shouldEndSoonWithManyStars() {
    PlaybackPolicy policy =
        PlaybackPolicy.of(List.of(new Rule("*a".repeat(31) + "*b", Playback.TOKEN)));

    assertThat(policy.playback("a".repeat(100_000))).isEqualTo(Playback.OPEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "ä", "a?"})
  void shouldRefusePatternsThatFitNoChannel(String pattern) {
    assertThatThrownBy(() -> new Rule(pattern, Playback.TOKEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("playback.channels: " + pattern + " (expected: ");
  }
}
