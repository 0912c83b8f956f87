package id.loket.collector.login;

import id.loket.collector.upstream.Upstream;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** Devices whose tokens were taken back before they end. */
@Singleton
public class Revocations {
  private final Upstream upstream;
  private final LoginConfig config;
  private final Clock clock;

  Revocations(Upstream upstream, LoginConfig config, Clock clock) {
    this.upstream = upstream;
    this.config = config;
    this.clock = clock;
  }

  /** A page of those whose tokens could still be good: none is given to a revoked device. */
  public Uni<RevocationPage> page(int limit, String cursor, String language) {
    return upstream.get(
        "/devices/revoked?since="
            + clock.instant().minus(config.revocationsTold())
            + "&limit="
            + limit
            + (cursor == null
                ? ""
                : "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)),
        RevocationPage.class,
        language);
  }
}
