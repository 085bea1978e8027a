package dev.sluice.origin.http;

import dev.sluice.origin.http.semantics.CacheControl;
import dev.sluice.origin.http.semantics.HttpDates;
import dev.sluice.origin.http.semantics.Sandbox;
import dev.sluice.origin.http.semantics.Urgency;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectHeader;
import dev.sluice.origin.store.ObjectSpec;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The header fields that belong to an object, encoded once for each of its versions and kept with it.
 *
 * <p>A cache may keep an object that was put with a lifetime for no longer than what is left of it, so that the fields of
 * such an object are good for a second.
 *
 * @param cacheControl the field that tells caches how long to keep it
 * @param fields what else every response about the object carries
 * @param wholeLength Content-Length of the whole object
 * @param etag of this representation
 * @param lastModifiedEpochMs of this representation
 * @param hasGzip whether there is a compressed representation to choose
 * @param remainingSeconds of the object's lifetime, for which the fields were made; {@link #UNBOUNDED} if they are good for
 *     as long as the object lives
 * @param shared the last answer that many got, or null; any thread, the last to write wins
 */
record EntityHead(
    HeaderFields cacheControl,
    HeaderFields fields,
    HeaderFields wholeLength,
    String etag,
    long lastModifiedEpochMs,
    boolean hasGzip,
    long remainingSeconds,
    AtomicReference<SharedAnswer> shared) {
  private static final long UNBOUNDED = -1;
  private static final String ACCEPT_RANGES = "Accept-Ranges: bytes\r\n";
  private static final String VARY = "Vary: Accept-Encoding\r\n";

  /** Returns the head of a complete object. */
  static EntityHead of(Lease identity) {
    return identity.attachment() instanceof EntityHead kept && kept.isGoodFor(identity)
        ? kept
        : keep(identity, identityHead(identity));
  }

  /** Returns the head of the gzip representation of a complete object. */
  static EntityHead ofGzip(Lease gzip, Lease identity) {
    return gzip.attachment() instanceof EntityHead kept && kept.isGoodFor(identity)
        ? kept
        : keep(
            gzip,
            complete(gzip, identity, "Content-Encoding: gzip\r\n" + VARY, /* hasGzip= */ false));
  }

  /** Returns the fields of an object that still grows: neither its length nor its date is known. */
  static String growing(Lease lease) {
    ObjectSpec spec = lease.spec();
    // Its lifetime begins when it is whole.
    long remainingSeconds =
        isBounded(spec) ? TimeUnit.MILLISECONDS.toSeconds(spec.ttlMs()) : UNBOUNDED;
    return cacheControl(spec, remainingSeconds) + common(lease, spec) + ACCEPT_RANGES;
  }

  private boolean isGoodFor(Lease identity) {
    return remainingSeconds == UNBOUNDED || remainingSeconds == remainingSeconds(identity);
  }

  private static EntityHead identityHead(Lease identity) {
    Optional<Lease> gzip = identity.gzip();
    gzip.ifPresent(Lease::close);
    return complete(
        identity, identity, ACCEPT_RANGES + (gzip.isPresent() ? VARY : ""), gzip.isPresent());
  }

  private static EntityHead complete(Lease lease, Lease identity, String special, boolean hasGzip) {
    ObjectSpec spec = identity.spec();
    long remainingSeconds = isBounded(spec) ? remainingSeconds(identity) : UNBOUNDED;
    long lastModifiedEpochMs = identity.lastModifiedEpochMs();
    String fields = common(lease, spec) + "Last-Modified: " + HttpDates.format(lastModifiedEpochMs)
        + "\r\n" + special;
    return new EntityHead(
        HeaderFields.of(cacheControl(spec, remainingSeconds)),
        HeaderFields.of(fields),
        HeaderFields.length(lease.length()),
        lease.etag(),
        lastModifiedEpochMs,
        hasGzip,
        remainingSeconds,
        new AtomicReference<>());
  }

  private static boolean isBounded(ObjectSpec spec) {
    return spec.ttlMs() != ObjectSpec.PINNED;
  }

  private static String cacheControl(ObjectSpec spec, long remainingSeconds) {
    String value = remainingSeconds == UNBOUNDED
        ? spec.cacheControl()
        : CacheControl.atMost(remainingSeconds, spec.cacheControl());
    return "Cache-Control: " + value + "\r\n";
  }

  private static String common(Lease lease, ObjectSpec spec) {
    StringBuilder fields = new StringBuilder("Content-Type: ")
        .append(spec.contentType())
        .append("\r\nETag: ")
        .append(lease.etag())
        .append("\r\n");
    fields.append(Urgency.field(spec));
    if (isBounded(spec)) {
      fields.append(Sandbox.FIELDS);
    }
    for (ObjectHeader header : spec.headers()) {
      fields.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    return fields.toString();
  }

  private static long remainingSeconds(Lease identity) {
    return TimeUnit.MILLISECONDS.toSeconds(identity.remainingTtlMs());
  }

  private static EntityHead keep(Lease lease, EntityHead head) {
    lease.attach(head);
    return head;
  }
}
