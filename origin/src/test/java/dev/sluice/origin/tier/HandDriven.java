package dev.sluice.origin.tier;

/** Tiers whose thread is the test's. */
public final class HandDriven {
  private HandDriven() {}

  /** Opens a directory without starting a thread. */
  public static DirectoryTier open(DirectoryTierContext context) {
    return new DirectoryTier(context);
  }

  /** Does what the thread does before it looks again. */
  public static void step(DirectoryTier tier) {
    tier.agent().doWork();
  }

  /** Does all that the thread would do now. */
  public static void work(DirectoryTier tier) {
    while (tier.agent().doWork() > 0) {
      Thread.onSpinWait();
    }
  }
}
