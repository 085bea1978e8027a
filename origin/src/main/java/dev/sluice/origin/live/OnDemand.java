package dev.sluice.origin.live;

import java.util.function.BooleanSupplier;

/**
 * Something whose newest version is made by whoever first asks for it, once however many ask.
 *
 * <p>Offering takes no lock. Those that ask while another one makes the version wait for it: they would have to make it
 * themselves otherwise.
 */
final class OnDemand {
  private volatile Version newest;

  /** Begins with something that needs no making. */
  OnDemand() {
    newest = Version.MADE;
  }

  /** Sets what has to be made from now on. */
  void offer(BooleanSupplier maker) {
    newest = new Version(maker);
  }

  /** Makes the newest version, unless it is made; returns what its maker did. Any thread. */
  boolean bring() {
    Version version = newest;
    return version.isMade ? version.isThere : make();
  }

  /** Lets nothing be made any more; when this returns, nobody is about to. */
  synchronized void stop() {
    newest = Version.MADE;
  }

  private synchronized boolean make() {
    // Read anew: an older version never follows a newer one.
    Version version = newest;
    if (!version.isMade) {
      version.isThere = version.maker.getAsBoolean();
      version.isMade = true;
    }
    return version.isThere;
  }

  /** What is offered, and what became of it. */
  private static final class Version {
    private static final Version MADE = new Version(() -> true);

    static {
      MADE.isThere = true;
      MADE.isMade = true;
    }

    private final BooleanSupplier maker;

    // Under the lock, published by the flag.
    private boolean isThere;
    private volatile boolean isMade;

    Version(BooleanSupplier maker) {
      this.maker = maker;
    }
  }
}
