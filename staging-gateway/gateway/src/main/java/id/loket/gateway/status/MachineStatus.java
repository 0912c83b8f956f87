package id.loket.gateway.status;

import id.loket.gateway.push.Pushes;
import id.loket.gateway.upstream.Upstream;
import id.loket.gateway.upstream.Upstreams;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/** Which services are up, and so what a phone can do now. */
@Singleton
public class MachineStatus {
  private static final String COLLECTOR = "collector";
  private static final String DATABASE = "database";
  private static final String MEDIA = "media";
  private static final String APK_OTA = "apk-ota";
  private static final String CLIENT_APP = "client-app";

  private final Upstreams upstreams;
  private final Pushes pushes;

  MachineStatus(Upstreams upstreams, Pushes pushes) {
    this.upstreams = upstreams;
    this.pushes = pushes;
  }

  /** Whether a sync would be answered, not only kept. */
  public boolean syncs() {
    return upstreams.isUp(COLLECTOR) && upstreams.isUp(DATABASE);
  }

  /** The body of {@code GET /status}. */
  public JsonObject view() {
    JsonArray services = new JsonArray();
    upstreams.all().stream()
        .sorted(Comparator.comparing(Upstream::name))
        .forEach(
            upstream ->
                services.add(
                    new JsonObject()
                        .put("name", upstream.name())
                        .put("status", upstream.isUp() ? "UP" : "DOWN")
                        .put("since", seconds(upstream.since()))));
    JsonObject can =
        new JsonObject()
            .put("login", syncs() && upstreams.isUp(CLIENT_APP))
            .put("sync", syncs())
            .put("push", syncs() || pushes.areKept())
            .put("photos", upstreams.isUp(MEDIA))
            .put("update", upstreams.isUp(APK_OTA));
    return new JsonObject()
        .put("time", seconds(Instant.now()))
        .put("can", can)
        .put("services", services);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
