package dev.sluice.origin.http.control;

import dev.sluice.origin.http.HttpContext;
import dev.sluice.origin.http.storage.StorageContext;

/** Registers the control API with a server that is not launched yet. */
public final class ControlApi {
  private ControlApi() {}

  /**
   * Registers the handlers.
   *
   * @param context of the storage that is controlled, concluded
   */
  public static void register(StorageContext context, HttpContext http) {
    http.handler(NamespaceRoutes.PATH, new NamespaceRoutes(context));
    context
        .recordings()
        .ifPresent(
            recordings -> http.handler(ClipRoutes.PATH, new ClipRoutes(recordings, context)));
    context
        .tokenIssuer()
        .ifPresent(issuer -> http.handler(TokenRoutes.PATH, new TokenRoutes(issuer)));
  }
}
