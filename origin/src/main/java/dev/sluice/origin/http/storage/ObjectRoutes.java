package dev.sluice.origin.http.storage;

import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.http.Credential;
import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.HttpError;
import dev.sluice.origin.http.Permissions;
import dev.sluice.origin.http.RequestHandler;
import dev.sluice.origin.http.live.LiveObjects;
import dev.sluice.origin.http.playlist.PlaylistResource;
import dev.sluice.origin.http.playlist.PushedPlaylist;
import dev.sluice.origin.store.Lease;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectSpec.Visibility;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.RecallListener;
import dev.sluice.origin.store.RecallMiss;
import java.util.Optional;

/**
 * Puts, gets and deletes objects. The credential is looked at first, so that nobody learns what there is; a role or any
 * other parameter that is not known here changes nothing.
 */
final class ObjectRoutes implements RequestHandler {
  private static final String METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

  private final String prefix;
  private final boolean isPlayback;
  private final PushedNamespaces namespaces;
  private final LiveObjects live;
  private final Permissions permissions;
  private final int maxPlaylistLength;

  /**
   * Makes the routes below a path.
   *
   * @param prefix what stands before the namespace; empty for the channels, which nobody puts
   */
  ObjectRoutes(
      String prefix, PushedNamespaces namespaces, LiveObjects live, StorageContext context) {
    this.prefix = prefix;
    isPlayback = prefix.isEmpty();
    this.namespaces = namespaces;
    this.live = live;
    permissions = new Permissions(context.authorizer());
    maxPlaylistLength = context.maxPlaylistLength();
  }

  @Override
  public void handle(Exchange exchange, String path) {
    String method = exchange.method().name();
    if (method.equals("OPTIONS")) {
      if (isPlayback) {
        exchange.sendOptions(METHODS);
      } else {
        exchange.sendWritableOptions(METHODS);
      }
      return;
    }
    Optional<ObjectAddress> address = ObjectAddress.of(prefix, path, exchange.target());
    if (address.isEmpty()) {
      exchange.send(HttpError.BAD_PATH);
      return;
    }
    switch (method) {
      case "GET", "HEAD" -> read(exchange, address.get());
      case "PUT", "POST" -> write(exchange, address.get());
      case "DELETE" -> delete(exchange, address.get());
      default -> exchange.sendMethodNotAllowed(METHODS);
    }
  }

  private void read(Exchange exchange, ObjectAddress address) {
    Credential credential = Credential.of(exchange);
    if (!isAllowed(exchange, Permission.READ, address, credential)) {
      return;
    }
    Optional<PushedNamespace> found = namespaces.find(address.namespace());
    if (found.isEmpty()) {
      exchange.send(HttpError.NOT_FOUND);
      return;
    }
    PushedNamespace source = found.get();
    long waitSeconds = source.tryRead();
    if (waitSeconds > 0) {
      StorageErrors.sendTooManyRequests(exchange, waitSeconds);
      return;
    }
    exchange.chargeTo(source::onRead);
    Reader reader = new Reader(exchange, source, address.key(), credential);
    if (!source.isPushed()) {
      live.read(exchange, address.key(), reader.queryToken(), reader::onRecalled);
      return;
    }
    reader.read();
  }

  private void write(Exchange exchange, ObjectAddress address) {
    Credential credential = Credential.of(exchange);
    Optional<PushedNamespace> found = target(exchange, address, credential);
    if (found.isEmpty()) {
      return;
    }
    PushedNamespace target = found.get();
    NamespaceSpec limits = target.namespace().spec();
    Optional<ObjectSpec> spec = UploadSpec.of(exchange, address.key(), limits);
    if (spec.isEmpty()) {
      exchange.send(HttpError.BAD_REQUEST);
      return;
    }
    String type = spec.get().contentType();
    boolean isText =
        MediaTypes.isPlaylist(address.key(), type) || MediaTypes.isManifest(address.key(), type);
    int maxLength =
        isText ? Math.min(maxPlaylistLength, limits.maxObjectSize()) : limits.maxObjectSize();
    if (exchange.contentLength() > maxLength) {
      exchange.send(HttpError.TOO_LARGE);
      return;
    }
    long waitSeconds = target.tryWrite();
    if (waitSeconds > 0) {
      StorageErrors.sendTooManyRequests(exchange, waitSeconds);
      return;
    }
    int result = WriteCondition.of(exchange).guard(target, address.key(), () -> {
      if (isText) {
        exchange.receive(new TextUpload(
            exchange, target, address.key(), spec.get(), credential.token(), maxLength));
        return 0;
      }
      return receiveObject(exchange, target, address.key(), spec.get());
    });
    if (result < 0) {
      exchange.send(StorageErrors.of(result));
    }
  }

  private static int receiveObject(
      Exchange exchange, PushedNamespace target, String key, ObjectSpec spec) {
    ObjectWriter writer;
    try {
      writer = target.namespace().begin(key, spec);
    } catch (IllegalStateException e) {
      return PushedPlaylist.REMOVED; // since it was found
    }
    WriteCondition condition = spec.visibility() == Visibility.GROWING
        ? WriteCondition.none(exchange)
        : WriteCondition.of(exchange);
    exchange.receive(new ObjectUpload(exchange, target, key, writer, condition));
    return 0;
  }

  private void delete(Exchange exchange, ObjectAddress address) {
    Optional<PushedNamespace> target = target(exchange, address, Credential.of(exchange));
    if (target.isEmpty()) {
      return;
    }
    int result = WriteCondition.of(exchange).guard(target.get(), address.key(), () -> {
      boolean isForgotten = target.get().guard().onRemoved(address.key());
      boolean isRemoved = target.get().namespace().remove(address.key());
      return isRemoved || isForgotten ? 0 : PushedPlaylist.REMOVED;
    });
    if (result == 0) {
      exchange.sendNoContent();
    } else {
      // A condition is of no account where there is nothing to delete (RFC 9110 §13.2.1).
      exchange.send(
          result == WriteCondition.NOTHING ? HttpError.NOT_FOUND : StorageErrors.of(result));
    }
  }

  /** Returns where a request may write, or answers why it may not. */
  private Optional<PushedNamespace> target(
      Exchange exchange, ObjectAddress address, Credential credential) {
    if (!isAllowed(exchange, Permission.WRITE, address, credential)) {
      return Optional.empty();
    }
    if (OriginStore.LIVE.equals(address.namespace())) {
      // The objects of the channels are the packager's, whatever a token allows.
      exchange.send(HttpError.NOT_ALLOWED);
      return Optional.empty();
    }
    Optional<PushedNamespace> found = namespaces.find(address.namespace());
    if (found.isEmpty()) {
      exchange.send(HttpError.NOT_FOUND);
    } else if (address.key().isEmpty()) {
      exchange.send(HttpError.BAD_PATH);
      return Optional.empty();
    }
    return found;
  }

  private boolean isAllowed(
      Exchange exchange, Permission permission, ObjectAddress address, Credential credential) {
    return permissions.check(exchange, permission, address.namespace(), address.key(), credential);
  }

  /** Sends an object once there is a lease on it, which may be later. */
  private final class Reader implements RecallListener {
    private final Exchange exchange;
    private final PushedNamespace source;
    private final String key;
    private final Credential credential;

    Reader(Exchange exchange, PushedNamespace source, String key, Credential credential) {
      this.exchange = exchange;
      this.source = source;
      this.key = key;
      this.credential = credential;
    }

    void read() {
      Optional<Lease> lease = source.namespace().lease(key);
      if (lease.isPresent()) {
        onRecalled(lease.get());
      } else if (!source.namespace().recall(key, exchange.loop(), this)) {
        exchange.send(HttpError.NOT_FOUND);
      }
    }

    /** Returns the token for the URIs of a playlist, empty if there is to be none. */
    String queryToken() {
      return credential.isInQuery() ? credential.token() : "";
    }

    @Override
    public void onRecalled(Lease lease) {
      boolean isPlaylist = lease.spec().visibility() == Visibility.WHOLE
          && MediaTypes.isPlaylist(key, lease.spec().contentType());
      if (isPlaylist && source.isPushed()) {
        PlaylistResource.send(exchange, lease, source.guard(), key, queryToken());
      } else if (isPlaylist && credential.isInQuery()) {
        PlaylistResource.sendWithToken(exchange, lease, queryToken());
      } else if (!exchange.trySend(lease)) {
        read(); // an upload broke off: what was there before it, or nothing
      }
    }

    @Override
    public void onMissed(RecallMiss reason) {
      exchange.send(reason == RecallMiss.GONE ? HttpError.NOT_FOUND : HttpError.UNAVAILABLE);
    }
  }
}
