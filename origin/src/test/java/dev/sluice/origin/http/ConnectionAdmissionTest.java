package dev.sluice.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.http.park.ParkedShare;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionAdmissionTest {
  private final HttpCounters counters = new HttpCounters();
  private final EmbeddedChannel listener = new EmbeddedChannel(new ConnectionAdmission(
      new HttpContext().maxConnections(4).maxConnectionsPerIp(2),
      counters,
      new FaultLog(counters, () -> 0)));
  private final List<Channel> connections = new ArrayList<>();

  @AfterEach
  void close() {
    connections.forEach(connection -> connection.close().syncUninterruptibly());
    listener.finishAndReleaseAll();
    assertThat(counters.openConnections.sum()).isZero();
  }

  @Test
  void shouldRefuseTheNetworkThatHasTooManyAndNoOther() throws UnknownHostException {
    assertThat(isAdmitted("2001:db8::1")).isTrue();
    assertThat(isAdmitted("2001:db8::2")).isTrue();
    assertThat(isAdmitted("2001:db8::3")).isFalse();
    assertThat(isAdmitted("2001:db8:0:1::1")).isTrue();

    connections.remove(0).close().syncUninterruptibly();

    assertThat(isAdmitted("2001:db8::4")).isTrue();
    assertThat(isAdmitted("2001:db8::5")).isFalse();
    assertThat(counters.refusedConnections.sum()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWhatIsPastTheTotal() throws UnknownHostException {
    for (int i = 1; i <= 4; i++) {
      assertThat(isAdmitted("192.0.2." + i)).isTrue();
    }

    assertThat(isAdmitted("192.0.2.5")).isFalse();
  }

  @Test
  void shouldCountWhatWaitsByNetwork() throws UnknownHostException {
    isAdmitted("2001:db8::1");
    isAdmitted("2001:db8::2");
    isAdmitted("2001:db8:0:1::1");

    assertThat(share(0)).isSameAs(share(1)).isNotSameAs(share(2));
    connections.remove(0).close().syncUninterruptibly();
    isAdmitted("2001:db8::3");
    assertThat(share(0)).isSameAs(share(2));
  }

  private ParkedShare share(int index) {
    return ConnectionAdmission.parkedShare(connections.get(index));
  }

  private boolean isAdmitted(String address) throws UnknownHostException {
    InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 4711);
    EmbeddedChannel connection = new EmbeddedChannel() {
      @Override
      protected SocketAddress remoteAddress0() {
        return peer;
      }
    };
    listener.writeInbound(connection);
    boolean isAdmitted = listener.readInbound() != null;
    if (isAdmitted) {
      connections.add(connection);
    }
    assertThat(connection.isOpen()).isEqualTo(isAdmitted);
    return isAdmitted;
  }
}
