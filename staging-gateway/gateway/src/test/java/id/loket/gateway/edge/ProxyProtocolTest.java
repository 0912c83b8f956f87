package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import id.loket.gateway.testing.Behind;
import id.loket.gateway.testing.BehindBalancer;
import id.loket.gateway.testing.Phone;
import id.loket.gateway.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Behind a balancer that passes connections on as they are (HAProxy, a cloud's network balancer),
 * the PROXY protocol says who connects: <a
 * href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">versions 1 and 2</a>.
 */
@QuarkusTest
@QuarkusTestResource(value = BehindBalancer.class, restrictToAnnotatedClass = true)
class ProxyProtocolTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP_OVER_IPV6 = 0x21;

  private final Behind service = Servers.service();

  @BeforeEach
  void nobodyHasAsked() {
    service.reset();
  }

  @Test
  void aLineOfTextSaysWhoConnects() throws IOException {
    String line = "PROXY TCP4 203.0.113.7 127.0.0.1 52000 8443\r\n";

    assertThat(get(line.getBytes(StandardCharsets.US_ASCII))).startsWith("HTTP/1.1 200");

    assertThat(service.seen().getFirst().header("X-Forwarded-For")).isEqualTo("203.0.113.7");
  }

  @Test
  void soDoesABinaryHeader() throws IOException {
    assertThat(get(version2("2001:db8::7"))).startsWith("HTTP/1.1 200");

    assertThat(InetAddress.getByName(service.seen().getFirst().header("X-Forwarded-For")))
        .isEqualTo(InetAddress.getByName("2001:db8::7"));
  }

  @Test
  void whoSaysNothingIsNotServed() {
    assertThat(catchThrowable(() -> get(new byte[0]))).isInstanceOf(IOException.class);

    assertThat(service.seen()).isEmpty();
  }

  /** curl speaks it as others wrote it. */
  @Test
  void curlIsUnderstood() throws Exception {
    Process curl =
        new ProcessBuilder(
                "curl",
                "--silent",
                "--show-error",
                "--max-time",
                Long.toString(LIMIT.toSeconds()),
                "--haproxy-protocol",
                "--cacert",
                Servers.certificate().toString(),
                "--write-out",
                "%{http_code}",
                "--output",
                "/dev/null",
                Phone.uri("/api/service/things").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).isEqualTo("200");
    assertThat(service.seen().getFirst().header("X-Forwarded-For")).isEqualTo("127.0.0.1");
  }

  private static String get(byte[] proxyHeader) throws IOException {
    try (Socket plain = new Socket("127.0.0.1", Servers.port())) {
      plain.setSoTimeout((int) LIMIT.toMillis());
      plain.getOutputStream().write(proxyHeader);
      try (SSLSocket socket =
          (SSLSocket)
              Phone.trusting(Servers.certificate())
                  .getSocketFactory()
                  .createSocket(plain, "127.0.0.1", Servers.port(), true)) {
        socket
            .getOutputStream()
            .write(
                "GET /api/service/things HTTP/1.1\r\nHost: loket.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private static byte[] version2(String from) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.write(SIGNATURE);
    header.write(VERSION_2_PROXY);
    header.write(TCP_OVER_IPV6);
    byte[] source = InetAddress.getByName(from).getAddress();
    byte[] destination = InetAddress.getByName("::1").getAddress();
    header.writeShort(source.length + destination.length + 2 * Short.BYTES);
    header.write(source);
    header.write(destination);
    header.writeShort(52_000);
    header.writeShort(8_443);
    return bytes.toByteArray();
  }
}
