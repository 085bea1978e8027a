package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.origin.http.semantics.HttpDates;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.ObjectSpec;
import java.util.Optional;

/**
 * The header fields that belong to an object, encoded once for each of its versions and kept with it.
 *
 * @param fields what every response about the object carries
 * @param wholeLength Content-Length of the whole object and the empty line
 * @param etag of this representation
 * @param lastModifiedEpochMs of this representation
 * @param hasGzip whether there is a compressed representation to choose
 */
record EntityHead(
    byte[] fields, byte[] wholeLength, String etag, long lastModifiedEpochMs, boolean hasGzip) {
  private static final String VARY = "Vary: Accept-Encoding\r\n";

  /** Returns the head of a complete object. */
  static EntityHead of(Lease identity) {
    return identity.attachment() instanceof EntityHead kept
        ? kept
        : keep(identity, identityHead(identity));
  }

  /** Returns the head of the gzip representation of a complete object. */
  static EntityHead ofGzip(Lease gzip) {
    return gzip.attachment() instanceof EntityHead kept
        ? kept
        : keep(gzip, complete(gzip, "Content-Encoding: gzip\r\n" + VARY, /* hasGzip= */ false));
  }

  /** Returns the fields of an object that still grows: neither its length nor its date is known. */
  static byte[] growing(Lease lease) {
    return common(lease).getBytes(US_ASCII);
  }

  private static EntityHead identityHead(Lease identity) {
    Optional<Lease> gzip = identity.gzip();
    gzip.ifPresent(Lease::close);
    return complete(
        identity, "Accept-Ranges: bytes\r\n" + (gzip.isPresent() ? VARY : ""), gzip.isPresent());
  }

  private static EntityHead complete(Lease lease, String special, boolean hasGzip) {
    long lastModifiedEpochMs = lease.lastModifiedEpochMs();
    String fields = common(lease) + "Last-Modified: " + HttpDates.format(lastModifiedEpochMs)
        + "\r\n" + special;
    return new EntityHead(
        fields.getBytes(US_ASCII),
        ("Content-Length: " + lease.length() + "\r\n\r\n").getBytes(US_ASCII),
        lease.etag(),
        lastModifiedEpochMs,
        hasGzip);
  }

  private static String common(Lease lease) {
    ObjectSpec spec = lease.spec();
    return "Content-Type: " + spec.contentType() + "\r\nCache-Control: " + spec.cacheControl()
        + "\r\nETag: " + lease.etag() + "\r\n";
  }

  private static EntityHead keep(Lease lease, EntityHead head) {
    lease.attach(head);
    return head;
  }
}
