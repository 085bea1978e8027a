package dev.sluice.origin.auth;

/** Decides whether a credential allows an action on a channel or key. Any thread; never blocks. */
@FunctionalInterface
public interface Authorizer {
  /** Allows everything. */
  Authorizer OPEN = (permission, namespace, key, credential) -> Decision.ALLOWED;

  /**
   * Decides, in a time that tells nothing about secrets.
   *
   * @param namespace for channels {@code live}; empty for what belongs to no namespace
   * @param key the channel or object; empty for the namespace as a whole, as a listing is, whatever prefix it asks for
   * @param credential the secret that was presented, empty if none
   */
  Decision decide(Permission permission, String namespace, String key, String credential);

  /** Returns whether {@link #decide} allows it, for protocols that have one answer to every refusal. */
  default boolean isAllowed(
      Permission permission, String namespace, String key, String credential) {
    return decide(permission, namespace, key, credential) == Decision.ALLOWED;
  }

  /** What one may do. */
  enum Permission {
    /** Read objects. */
    READ,
    /** Write objects over HTTP. */
    WRITE,
    /** Publish a stream to a channel. */
    PUBLISH,
    /** Use the control API. */
    ADMIN
  }

  /** The answer to a credential. */
  enum Decision {
    /** It may. */
    ALLOWED,
    /** There is no credential, or none that is valid (any more); another one may help. HTTP says 401. */
    UNAUTHENTICATED,
    /** The credential is valid, but not for this. HTTP says 403. */
    FORBIDDEN
  }
}
