package id.loket.collector.login;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.StagingUrls;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.json.TolerantJson;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Asks apk-ota for the latest release of the app. */
@Singleton
class ReleaseClient {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private static final LoggedIn.App UNKNOWN = new LoggedIn.App(false, null);

  private final Upstream upstream;
  private final StagingUrls urls;
  private final TolerantJson json;

  ReleaseClient(Upstream upstream, StagingUrls urls, TolerantJson json) {
    this.upstream = upstream;
    this.urls = urls;
    this.json = json;
  }

  /**
   * The latest release for that device that its Android can install, if there is one; nothing is
   * known while apk-ota is away.
   */
  Uni<LoggedIn.App> latest(LogIn.Device device) {
    String asked =
        "?device=" + device.id() + AndroidLevel.of(device).map(level -> "&sdk=" + level).orElse("");
    return upstream
        .call(
            "apk-ota",
            client ->
                client
                    .getAbs(urls.apkUrl() + "/apk/coll/latest.json" + asked)
                    .timeout(urls.apkTimeout().toMillis())
                    .send())
        .map(
            response ->
                switch (response.statusCode()) {
                  case OK ->
                      new LoggedIn.App(true, json.read(response.bodyAsString(), JsonNode.class));
                  case NOT_FOUND -> new LoggedIn.App(true, null);
                  default -> UNKNOWN;
                })
        .onFailure()
        .recoverWithItem(UNKNOWN);
  }
}
