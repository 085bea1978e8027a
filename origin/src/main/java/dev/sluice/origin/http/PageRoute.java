package dev.sluice.origin.http;

import java.util.Objects;

/** A registered page and from where it may be asked for. */
record PageRoute(Access access, PageHandler handler) {
  PageRoute {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(handler, "handler");
  }
}
