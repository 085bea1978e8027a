package dev.sluice.ingest.channel;

import dev.sluice.packager.PackagedChannel;

/** Puts a channel on the packager: {@link dev.sluice.packager.Packager#open}. */
@FunctionalInterface
public interface PackagedChannelFactory {
  /** Opens a channel whose first segment has this number. Any thread; does not block. */
  PackagedChannel open(String channel, long firstMediaSequence);
}
