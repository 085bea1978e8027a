package dev.sluice.origin.http.semantics;

/** What somebody else put must not act as a page of this server, whatever type it claims. */
public final class Sandbox {
  /** The header fields that tell browsers so, with their line ends. */
  public static final String FIELDS =
      "X-Content-Type-Options: nosniff\r\nContent-Security-Policy: sandbox\r\n";

  private Sandbox() {}
}
