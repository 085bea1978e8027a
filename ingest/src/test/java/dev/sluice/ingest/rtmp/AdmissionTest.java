package dev.sluice.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.rtmp.RtmpCounters.ConnectionRefusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final InetAddress ONE = InetAddress.getLoopbackAddress();
  private static final InetAddress TWO = address(2);

  private long nowNs;
  private final Admission admission = new Admission(Session.context(new FakeDoor())
      .nanoClock(() -> nowNs)
      .maxConnections(3)
      .maxConnectionsPerIp(2)
      .maxRefusalsPerMinute(2));

  @Test
  void shouldCapAddressesAndTheTotal() {
    admission.enter(ONE);
    admission.enter(ONE);
    assertThat(admission.enter(ONE)).contains(ConnectionRefusal.ADDRESS_LIMIT);
    assertThat(admission.enter(TWO)).isEmpty();
    assertThat(admission.enter(TWO)).contains(ConnectionRefusal.TOTAL_LIMIT);

    admission.leave(ONE);

    assertThat(admission.enter(TWO)).isEmpty();
  }

  @Test
  void shouldTakeANetworkOfIpv6ForOneAddress() throws UnknownHostException {
    admission.enter(InetAddress.getByName("2001:db8::1"));
    admission.enter(InetAddress.getByName("2001:db8::2"));

    assertThat(admission.enter(InetAddress.getByName("2001:db8::3")))
        .contains(ConnectionRefusal.ADDRESS_LIMIT);
    assertThat(admission.enter(InetAddress.getByName("2001:db8:0:1::1"))).isEmpty();
  }

  @Test
  void shouldShutTheDoorForAMinuteAfterTooManyRefusals() {
    admission.onPublishRefused(ONE);
    admission.onPublishRefused(ONE);
    assertThat(admission.enter(ONE)).contains(ConnectionRefusal.REFUSAL_RATE);
    assertThat(admission.enter(TWO)).isEmpty();

    nowNs += TimeUnit.MINUTES.toNanos(1);

    assertThat(admission.enter(ONE)).isEmpty();
  }

  private static InetAddress address(int host) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) host});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
