package dev.sluice.origin.auth;

import dev.sluice.origin.NamePattern;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which channels anybody may watch, and which need a token. The first rule whose pattern fits the channel decides; a
 * channel that no rule fits is open.
 *
 * <p>Immutable; any thread; deciding allocates nothing.
 */
public final class PlaybackPolicy {
  /** Every channel is open. */
  public static final PlaybackPolicy OPEN = new PlaybackPolicy(List.of());

  /** Namespace of the channels. */
  public static final String NAMESPACE = "live";

  private final List<Rule> rules;

  private PlaybackPolicy(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** Returns the policy of rules, in their order. */
  public static PlaybackPolicy of(List<Rule> rules) {
    return new PlaybackPolicy(rules);
  }

  /**
   * Returns how a key of the namespace {@code live} is reached. What names no channel is not open: it would show them
   * all.
   *
   * @param key {@code CHANNEL} or {@code CHANNEL/…}
   */
  public Playback playback(String key) {
    int slash = key.indexOf('/');
    int length = slash < 0 ? key.length() : slash;
    if (length == 0) {
      return Playback.TOKEN;
    }
    for (Rule rule : rules) {
      if (NamePattern.matches(rule.pattern, key, length)) {
        return rule.playback;
      }
    }
    return Playback.OPEN;
  }

  @Override
  public String toString() {
    return rules.toString();
  }

  /** How a channel is watched. */
  public enum Playback {
    /** By anybody. */
    OPEN,
    /** With a token that may read it. */
    TOKEN
  }

  /**
   * A rule.
   *
   * @param pattern of the whole channel name, a {@link NamePattern}
   */
  public record Rule(String pattern, Playback playback) {
    private static final Pattern FORMAT = Pattern.compile("[A-Za-z0-9._*-]{1,64}");

    /**
     * Checks the pattern.
     *
     * @throws IllegalArgumentException if no channel could have such a name
     */
    public Rule {
      if (!FORMAT.matcher(pattern).matches()) {
        throw new IllegalArgumentException("playback.channels: " + pattern
            + " (expected: 1 to 64 letters, digits, dots, hyphens, underscores or stars)");
      }
    }
  }
}
