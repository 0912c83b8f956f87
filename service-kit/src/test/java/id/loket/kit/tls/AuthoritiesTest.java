package id.loket.kit.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import id.loket.local.secret.LocalAuthority;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.ext.web.client.WebClient;
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
    WebClient client = client(authorities);
    assertThatThrownBy(() -> status(client, "127.0.0.1"))
        .rootCause()
        .hasMessageContaining("unable to find valid certification path");

    Files.writeString(file, "half a file");
    lookAgain(authorities);
    assertThatThrownBy(() -> status(client, "127.0.0.1")).rootCause().isNotNull();

    believe(right);
    lookAgain(authorities);
    assertThat(status(client, "127.0.0.1")).isEqualTo(204);

    Files.delete(file);
    lookAgain(authorities);
    assertThat(status(client(authorities), "127.0.0.1"))
        .as("what cannot be read changes nothing")
        .isEqualTo(204);
  }

  @Test
  void aCertificateCountsForItsOwnNameOnly() throws Exception {
    believe(right);
    WebClient client = client(new Authorities(Optional.of(file)));

    assertThatThrownBy(() -> status(client, "localhost"))
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

  private WebClient client(Authorities authorities) {
    return WebClient.create(vertx, authorities.believedBy(new WebClientOptions()));
  }

  private int status(WebClient client, String host) {
    return client
        .getAbs("https://" + host + ":" + server.getAddress().getPort() + "/")
        .send()
        .await()
        .atMost(LONG)
        .statusCode();
  }
}
