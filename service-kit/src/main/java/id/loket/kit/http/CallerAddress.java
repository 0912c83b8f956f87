package id.loket.kit.http;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The address of whoever sent a request, seen through the proxies that are believed. */
@Singleton
public class CallerAddress implements ConfigurationCheck {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  private final List<String> texts;
  private volatile TrustedProxies proxies;

  CallerAddress(@ConfigProperty(name = "loket.trusted-proxies") Optional<List<String>> proxies) {
    this.texts = proxies.orElse(List.of());
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_TRUSTED_PROXIES",
        Optional.of(String.join(",", texts)).filter(all -> !all.isBlank()),
        all -> TrustedProxies.of(texts),
        "set it to addresses and networks, such as 10.0.0.0/8, separated by commas");
  }

  /** Who called. */
  public ClientAddress of(HttpServerRequest request) {
    return proxies().callerOf(end(request.connection()), request.headers().getAll(FORWARDED_FOR));
  }

  /** The connection's own end: the server may show another one's for a request. */
  public ClientAddress end(HttpConnection connection) {
    return Optional.ofNullable(connection.remoteAddress())
        .flatMap(end -> ClientAddress.parse(end.hostAddress()))
        .orElseGet(() -> new ClientAddress(InetAddress.getLoopbackAddress()));
  }

  /** Whether that is the address of a proxy that is believed. */
  public boolean isProxy(ClientAddress address) {
    return proxies().contains(address);
  }

  private TrustedProxies proxies() {
    TrustedProxies read = proxies;
    if (read == null) {
      read = TrustedProxies.of(texts);
      proxies = read;
    }
    return read;
  }
}
