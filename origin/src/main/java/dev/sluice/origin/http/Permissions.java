package dev.sluice.origin.http;

import dev.sluice.origin.auth.Authorizer;
import dev.sluice.origin.auth.Authorizer.Decision;
import dev.sluice.origin.auth.Authorizer.Permission;

/** Asks whether a request may do what it wants, and answers it if not. Any thread. */
public final class Permissions {
  private final Authorizer authorizer;

  /** Makes one that asks an authorizer. */
  public Permissions(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * Returns whether a request may go on; if not, it has been answered with 401 or 403.
   *
   * @param namespace that it is about
   * @param key of the object, empty if it is about the namespace
   */
  public boolean check(
      Exchange exchange,
      Permission permission,
      String namespace,
      String key,
      Credential credential) {
    Decision decision = authorizer.decide(permission, namespace, key, credential.token());
    if (decision != Decision.ALLOWED) {
      exchange.send(error(decision));
    }
    return decision == Decision.ALLOWED;
  }

  /** Returns what a refusal means to the peer. */
  public static HttpError error(Decision refusal) {
    return refusal == Decision.UNAUTHENTICATED ? HttpError.UNAUTHORIZED : HttpError.NOT_ALLOWED;
  }
}
