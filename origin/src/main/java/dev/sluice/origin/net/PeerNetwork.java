package dev.sluice.origin.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Who a peer is where peers are counted: its IPv4 address, or its network of IPv6, of which a subscriber has 64 bits of
 * addresses at least and may take another for each connection (RFC 6177 §2).
 */
public final class PeerNetwork {
  private static final int IPV4_OFFSET = 12; // in an IPv6 address that stands for one of IPv4
  private static final long IPV4_MARK = 0xffffL; // RFC 4291 §2.5.5.2

  private PeerNetwork() {}

  /**
   * Returns the first 64 bits of an IPv6 address or, under a prefix that no peer has, an IPv4 address, whichever way it is
   * written.
   */
  public static long of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    if (!(address instanceof Inet6Address)) {
      return IPV4_MARK << Integer.SIZE | bytes.getInt() & 0xffff_ffffL;
    }
    boolean isIpv4 = bytes.getLong(0) == 0 && bytes.getInt(Long.BYTES) == IPV4_MARK;
    return isIpv4
        ? IPV4_MARK << Integer.SIZE | bytes.getInt(IPV4_OFFSET) & 0xffff_ffffL
        : bytes.getLong(0);
  }
}
