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
  @CsvSource({"cam, cam, true", "cam, cam2, false", "vip-*, vip-1, true", "*-vip, a-vip-b, false"})
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

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "ä", "a?"})
  void shouldRefusePatternsThatFitNoChannel(String pattern) {
    assertThatThrownBy(() -> new Rule(pattern, Playback.TOKEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("playback.channels: " + pattern + " (expected: ");
  }
}
