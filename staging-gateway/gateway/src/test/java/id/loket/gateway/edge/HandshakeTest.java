package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.gateway.testing.FewHandshakes;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.RawCaller;
import id.loket.gateway.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;

/** What a flood of handshakes costs is counted before it is spent. */
@QuarkusTest
@QuarkusTestResource(value = FewHandshakes.class, restrictToAnnotatedClass = true)
class HandshakeTest {
  private final SSLSocketFactory trusting =
      Phone.trusting(Servers.certificate()).getSocketFactory();

  @Test
  void oneAddressMakesSoManyAndOthersGoOn() throws IOException {
    int made = 0;
    while (made < 10 * FewHandshakes.MOST && isMade("127.0.0.9")) {
      made++;
    }

    // one more comes back every two seconds: on a slow machine it takes some to come here
    assertThat(made).isBetween(FewHandshakes.MOST, 10 * FewHandshakes.MOST - 1);
    assertThat(isMade("127.0.0.10")).isTrue();
    assertThat(RawCaller.all("GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  private boolean isMade(String from) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            trusting.createSocket("127.0.0.1", Servers.port(), InetAddress.getByName(from), 0)) {
      // one that is resumed would cost nothing
      socket.setEnabledProtocols(new String[] {"TLSv1.3"});
      socket.startHandshake();
      socket.getSession().invalidate();
      return true;
    } catch (SSLException refused) {
      return false;
    }
  }
}
