package id.loket.kit.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where a request comes from, by the rule of {@link TrustedProxies} and the proxies of {@code
 * LOKET_TRUSTED_PROXIES}.
 */
@Singleton
public class CallerAddress {
  private final TrustedProxies proxies;

  CallerAddress(
      @ConfigProperty(name = "loket.trusted-proxies") Optional<List<String>> trustedProxies) {
    this.proxies = TrustedProxies.of(trustedProxies.orElse(List.of()));
  }

  /** Who sent a request. */
  public ClientAddress of(HttpServerRequest request) {
    ClientAddress remote =
        ClientAddress.parse(request.connection().remoteAddress().hostAddress()).orElseThrow();
    return proxies.callerOf(remote, request.headers().getAll("X-Forwarded-For"));
  }
}
