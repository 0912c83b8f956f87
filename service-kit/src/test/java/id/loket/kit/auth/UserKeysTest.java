package id.loket.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserKeysTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  private final AtomicLong nanos = new AtomicLong();
  private volatile byte[] answer;
  private Vertx vertx;
  private HttpServer issuer;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    issuer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    issuer.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try {
            mayAnswer.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] keySet = answer;
          exchange.sendResponseHeaders(
              keySet == null ? 503 : 200, keySet == null ? -1 : keySet.length);
          if (keySet != null) {
            exchange.getResponseBody().write(keySet);
          }
          exchange.close();
        });
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    vertx.close().await().atMost(LONG);
  }

  @Test
  void tokensWithUnknownKeysDoNotFloodAnIssuerThatIsAway() {
    UserKeys keys = new UserKeys(nobodysOwn(), config(), new Authorities(Optional.empty()), vertx);

    List<CompletableFuture<Optional<Key>>> answers =
        IntStream.range(0, 50)
            .mapToObj(n -> keys.find("forged-" + n))
            .map(Uni::subscribeAsCompletionStage)
            .toList();
    mayAnswer.countDown();

    answers.forEach(answer -> assertThat(answer.join()).isEmpty());
    assertThat(asked).hasValue(1);
  }

  @Test
  void aWithdrawnKeyEnds() throws Exception {
    mayAnswer.countDown();
    answer = keySetOf("first");
    UserKeys keys =
        new UserKeys(nobodysOwn(), config(), new Authorities(Optional.empty()), vertx, nanos::get);
    assertThat(find(keys, "first")).isPresent();

    answer = keySetOf("second");
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());

    assertThat(find(keys, "first")).as("answers while the set is fetched").isPresent();
    assertThat(find(keys, "second")).isPresent();
    assertThat(find(keys, "first")).isEmpty();
    assertThat(asked).hasValue(2);
  }

  @Test
  void withoutTheIssuerKeysAreTrustedForAnHour() throws Exception {
    mayAnswer.countDown();
    answer = keySetOf("first");
    UserKeys keys =
        new UserKeys(nobodysOwn(), config(), new Authorities(Optional.empty()), vertx, nanos::get);
    assertThat(find(keys, "first")).isPresent();

    answer = null;
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    assertThat(find(keys, "first")).isPresent();
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(find(keys, "first")).isEmpty();
  }

  private static Optional<Key> find(UserKeys keys, String id) {
    return keys.find(id).await().atMost(LONG);
  }

  private static byte[] keySetOf(String id) throws JoseException {
    JsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
    key.setKeyId(id);
    return new JsonWebKeySet(key)
        .toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY)
        .getBytes(StandardCharsets.UTF_8);
  }

  private AuthConfig config() {
    String url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/jwks";
    return (AuthConfig)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AuthConfig.class},
            (proxy, method, arguments) -> method.getName().equals("jwks") ? url : null);
  }

  @SuppressWarnings("unchecked")
  private Instance<IssuerKeys> nobodysOwn() {
    return (Instance<IssuerKeys>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Instance.class},
            (proxy, method, arguments) -> false);
  }
}
