package dev.sluice.origin.http;

import java.net.InetAddress;

/** From where a page may be asked for. */
public enum Access {
  /** From anywhere. */
  OPEN,
  /** From this machine only; others get 403. */
  LOOPBACK,
  /** From nowhere: the page does not exist. */
  OFF;

  boolean allows(InetAddress peer) {
    return this == OPEN || this == LOOPBACK && peer.isLoopbackAddress();
  }
}
