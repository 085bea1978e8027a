package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.PublishListener.Refusal;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened to a channel, or to all of them: counts that only grow.
 *
 * <p>Any thread. What a channel counts is counted in the total too.
 */
public final class ChannelCounters {
  private final ChannelCounters total;
  private final LongAdder[] repairs = adders(RepairCase.values().length);
  private final LongAdder[] drops = adders(DropReason.values().length);
  private final LongAdder[] refusals = adders(Refusal.values().length);
  private final LongAdder takeovers = new LongAdder();
  private final LongAdder resumes = new LongAdder();

  private ChannelCounters(ChannelCounters total) {
    this.total = total;
  }

  static ChannelCounters total() {
    return new ChannelCounters(null);
  }

  ChannelCounters ofChannel() {
    return new ChannelCounters(this);
  }

  /** Returns how often times were repaired in this way. */
  public long repairs(RepairCase repair) {
    return repairs[repair.ordinal()].sum();
  }

  /** Returns how many access units were dropped for this reason. */
  public long drops(DropReason reason) {
    return drops[reason.ordinal()].sum();
  }

  /** Returns how many requests to publish were refused for this reason. */
  public long refusals(Refusal refusal) {
    return refusals[refusal.ordinal()].sum();
  }

  /** Returns how often a publisher took a channel over from another. */
  public long takeovers() {
    return takeovers.sum();
  }

  /** Returns how often a publisher came to a channel whose last one was gone. */
  public long resumes() {
    return resumes.sum();
  }

  void onRepair(RepairCase repair) {
    repairs[repair.ordinal()].increment();
    if (total != null) {
      total.onRepair(repair);
    }
  }

  void onDrop(DropReason reason) {
    drops[reason.ordinal()].increment();
    if (total != null) {
      total.onDrop(reason);
    }
  }

  void onRefusal(Refusal refusal) {
    refusals[refusal.ordinal()].increment();
    if (total != null) {
      total.onRefusal(refusal);
    }
  }

  void onTakeover() {
    takeovers.increment();
    if (total != null) {
      total.onTakeover();
    }
  }

  void onResume() {
    resumes.increment();
    if (total != null) {
      total.onResume();
    }
  }

  private static LongAdder[] adders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
