package dev.sluice.origin.http;

import dev.sluice.origin.http.park.WaitSource;
import dev.sluice.origin.store.Lease;

/** An object that grows, as something to wait for. */
final class GrowthSource implements WaitSource {
  private final Lease lease;
  private final long maxWaitNs;

  GrowthSource(Lease lease, long maxWaitNs) {
    this.lease = lease;
    this.maxWaitNs = maxWaitNs;
  }

  @Override
  public Object identity() {
    return new Identity(lease.etag(), maxWaitNs);
  }

  @Override
  public long maxWaitNs() {
    return maxWaitNs;
  }

  @Override
  public Runnable subscribe(Runnable listener) {
    return lease.onGrowth(listener)::close;
  }

  /** An object, whose tag no other one has, and the patience of those that wait for it. */
  private record Identity(String etag, long maxWaitNs) {}
}
