package dev.sluice.origin.http.storage;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.semantics.Preconditions;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.RecallListener;
import dev.sluice.origin.store.RecallMiss;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * On what a PUT or DELETE depends: the object that the key leads to when it is done (RFC 9110 §13.1.1, §13.1.2).
 *
 * @param ifMatch value of If-Match, empty if absent
 * @param ifNoneMatch value of If-None-Match, empty if absent
 * @param loop of the request
 */
record WriteCondition(String ifMatch, String ifNoneMatch, EventExecutor loop) {
  /** Result of {@link #guard}: the condition is not true. */
  static final int FALSE = -5;
  /** Result of {@link #guard}: the condition is not true, since there is no object. */
  static final int NOTHING = -6;
  /** Result of {@link #guard}: the object's tag is not known before the object is back from the cold tier. */
  static final int UNKNOWN = -7;

  // What no list of tags can name; an asterisk stands for it, too.
  private static final List<String> UNKNOWN_TAG = List.of("");
  private static final RecallListener NOBODY = new RecallListener() {
    @Override
    public void onRecalled(Lease lease) {
      lease.close();
    }

    @Override
    public void onMissed(RecallMiss reason) {}
  };

  /** Returns what an object does not depend on any more that has its key already. */
  static WriteCondition none(Exchange exchange) {
    return new WriteCondition("", "", exchange.loop());
  }

  /** Returns what a request says. */
  static WriteCondition of(Exchange exchange) {
    return new WriteCondition(
        exchange.header(HttpHeaderNames.IF_MATCH),
        exchange.header(HttpHeaderNames.IF_NONE_MATCH),
        exchange.loop());
  }

  /**
   * Writes if the condition is true, with no other write that has one in between.
   *
   * @return the result of the write, {@link #FALSE}, {@link #NOTHING} or {@link #UNKNOWN}
   */
  int guard(PushedNamespace target, String key, IntSupplier write) {
    if (ifMatch.isEmpty() && ifNoneMatch.isEmpty()) {
      return write.getAsInt();
    }
    synchronized (target.conditionLock()) {
      int refusal = refusal(target.namespace(), key);
      return refusal < 0 ? refusal : write.getAsInt();
    }
  }

  private int refusal(Namespace namespace, String key) {
    List<String> etags = etags(namespace, key);
    boolean isTagWanted = ifMatch.indexOf('"') >= 0 || ifNoneMatch.indexOf('"') >= 0;
    if (etags.equals(UNKNOWN_TAG) && isTagWanted && namespace.recall(key, loop, NOBODY)) {
      return UNKNOWN;
    }
    if (Preconditions.isWriteWanted(ifMatch, ifNoneMatch, etags)) {
      return 0;
    }
    return etags.isEmpty() ? NOTHING : FALSE;
  }

  /** Returns the tags of an object's representations, of which there are none if there is no object. */
  private static List<String> etags(Namespace namespace, String key) {
    Optional<Lease> found = namespace.lease(key);
    while (found.isPresent()) {
      try (Lease lease = found.get();
          Lease gzip = lease.gzip().orElse(null)) {
        if (!lease.isAborted()) {
          return gzip == null ? List.of(lease.etag()) : List.of(lease.etag(), gzip.etag());
        }
      }
      found = namespace.lease(key); // what was there before, or nothing
    }
    return namespace.contains(key) ? UNKNOWN_TAG : List.of();
  }
}
