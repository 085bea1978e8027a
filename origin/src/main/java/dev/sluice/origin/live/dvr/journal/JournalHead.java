package dev.sluice.origin.live.dvr.journal;

/**
 * What a journal is about.
 *
 * @param channel without white space
 * @param name of the recording within its channel, without white space
 * @param life tells the recording from those that had its name before and after
 * @param lengthMs how far back it reaches, and for how long it is there when it has ended
 */
public record JournalHead(String channel, String name, long life, long lengthMs) {
  /** Returns what tells the recording from others of its time. */
  String key() {
    return channel + "/" + name;
  }
}
