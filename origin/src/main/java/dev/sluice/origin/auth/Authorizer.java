package dev.sluice.origin.auth;

/** Decides whether a credential allows an action on a channel or key. Any thread; never blocks. */
@FunctionalInterface
public interface Authorizer {
  /** Allows everything. */
  Authorizer OPEN = (permission, namespace, key, credential) -> true;

  /**
   * Returns whether the action is allowed, in a time that does not depend on the credential's contents.
   *
   * @param namespace for channels {@code live}
   * @param key the channel or object
   * @param credential the secret that was presented, empty if none
   */
  boolean isAllowed(Permission permission, String namespace, String key, String credential);

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
}
