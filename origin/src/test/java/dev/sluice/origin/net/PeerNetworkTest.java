package dev.sluice.origin.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true",
    "2001:db8:0:1::1, 2001:db8:0:2::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::1, false",
    "::1, ::1, true"
  })
  void shouldTellNetworksOfIpv6AndAddressesOfIpv4(String one, String other, boolean isSame)
      throws UnknownHostException {
    long network = PeerNetwork.of(InetAddress.getByName(one));

    assertThat(network == PeerNetwork.of(InetAddress.getByName(other))).isEqualTo(isSame);
  }

  @Test
  void shouldTakeAnIpv4AddressAsOneHoweverItIsWritten() throws UnknownHostException {
    InetAddress plain = InetAddress.getByName("192.0.2.1");

    assertThat(PeerNetwork.of(mapped(1)))
        .isEqualTo(PeerNetwork.of(plain))
        .isNotEqualTo(PeerNetwork.of(mapped(2)));
  }

  /** Returns ::ffff:192.0.2.x, which the platform itself makes an IPv4 address. */
  private static Inet6Address mapped(int last) throws UnknownHostException {
    byte[] bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, (byte) last};
    return Inet6Address.getByAddress(/* host= */ null, bytes, /* scopeId= */ -1);
  }
}
