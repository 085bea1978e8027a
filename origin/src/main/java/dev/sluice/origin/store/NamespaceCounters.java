package dev.sluice.origin.store;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one namespace. */
final class NamespaceCounters {
  final LongAdder puts = new LongAdder();
  final LongAdder gets = new LongAdder();
  final LongAdder evictions = new LongAdder();
  final LongAdder expirations = new LongAdder();
  final LongAdder fullClaims = new LongAdder();
}
