package id.loket.kit.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import id.loket.kit.http.UpstreamCalls;
import id.loket.local.secret.LocalAuthority;
import io.vertx.mutiny.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed, by a client that lives on while the file it was given is renewed. */
class AuthoritiesTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Vertx vertx;
  private HttpsServer server;
  private LocalAuthority right;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    right = LocalAuthority.in(folder.resolve("right"));
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(right.context()));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    file = folder.resolve("believed.pem");
  }

  @AfterEach
  void stop() {
    server.stop(0);
    vertx.close().await().atMost(LONG);
  }

  @Test
  void aRenewedFileCountsFromTheNextHandshakeOn() throws Exception {
    believe(LocalAuthority.in(folder.resolve("wrong")));
    Authorities authorities = new Authorities(Optional.of(file));
    UpstreamCalls calls = new UpstreamCalls(vertx, authorities, "test", LONG);
    assertThatThrownBy(() -> status(calls, "127.0.0.1"))
        .rootCause()
        .hasMessageContaining("unable to find valid certification path");

    Files.writeString(file, "half a file");
    lookAgain(authorities);
    assertThatThrownBy(() -> status(calls, "127.0.0.1")).rootCause().isNotNull();

    believe(right);
    lookAgain(authorities);
    assertThat(status(calls, "127.0.0.1")).isEqualTo(204);

    Files.delete(file);
    lookAgain(authorities);
    assertThat(status(new UpstreamCalls(vertx, authorities, "test", LONG), "127.0.0.1"))
        .as("what cannot be read changes nothing")
        .isEqualTo(204);
  }

  @Test
  void aCertificateCountsForItsOwnNameOnly() throws Exception {
    believe(right);
    UpstreamCalls calls =
        new UpstreamCalls(vertx, new Authorities(Optional.of(file)), "test", LONG);

    assertThatThrownBy(() -> status(calls, "localhost"))
        .rootCause()
        .hasMessageContaining("localhost");
  }

  @Test
  void thePublicAuthoritiesAreBelievedToo() throws Exception {
    believe(right);
    int all = new Authorities(Optional.of(file)).manager().getAcceptedIssuers().length;
    int known = new Authorities(Optional.empty()).manager().getAcceptedIssuers().length;

    assertThat(known).isPositive();
    assertThat(all).isEqualTo(known + 1);
    assertThat(new AuthoritiesFile(Optional.of(file), false).getAcceptedIssuers()).hasSize(1);
  }

  private void believe(LocalAuthority authority) throws Exception {
    Files.writeString(file, Files.readString(authority.certificate()));
  }

  /** As Quarkus' TLS registry does every few seconds. */
  private void lookAgain(Authorities authorities) {
    authorities.provider().getTrustStore(vertx.getDelegate());
  }

  private int status(UpstreamCalls calls, String host) {
    return calls
        .callForStatus(
            "the server",
            client ->
                client.getAbs("https://" + host + ":" + server.getAddress().getPort() + "/").send())
        .await()
        .atMost(LONG)
        .statusCode();
  }
}
