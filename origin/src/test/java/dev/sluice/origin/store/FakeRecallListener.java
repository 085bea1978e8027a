package dev.sluice.origin.store;

/** Notes what a recall came to. */
final class FakeRecallListener implements RecallListener, AutoCloseable {
  private volatile Lease lease;
  private volatile RecallMiss miss;
  private volatile int calls;

  Lease lease() {
    if (lease == null) {
      throw new AssertionError("no lease: " + miss);
    }
    return lease;
  }

  RecallMiss miss() {
    return miss;
  }

  int calls() {
    return calls;
  }

  @Override
  public void onRecalled(Lease recalled) {
    lease = recalled;
    calls++;
  }

  @Override
  public void onMissed(RecallMiss reason) {
    miss = reason;
    calls++;
  }

  @Override
  public void close() {
    lease().close();
  }
}
