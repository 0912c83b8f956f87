package id.loket.local.core;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.http.HttpFace;
import id.loket.local.http.Request;
import id.loket.local.http.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Stands for the core's processes: supplies the sample collector with assignments, takes the
 * results of closed batches, and supplies more when asked to. A process of its own, so that it can
 * be stopped like the real ones; all it knows is in the staging database.
 *
 * <p>Arguments: port, data folder (for its log only). Environment: LOKET_BIND (127.0.0.1),
 * LOKET_CORE_DB_URL, LOKET_CORE_DB_USER, LOKET_CORE_DB_PASSWORD.
 */
public final class CoreSimulator {
  private static final String SAMPLE_COLLECTOR = "collector@loket.test";
  private static final String SAMPLE = "KTR";
  private static final int SAMPLE_SIZE = 40;
  private static final int MOST = 100_000;
  private static final int EVERY_SECONDS = 5;

  private final Core core;
  private String lastFailure = "";

  private CoreSimulator(Core core) {
    this.core = core;
  }

  /** Starts the simulator and returns; its server thread keeps the process alive. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    Map<String, String> environment = System.getenv();
    CoreSimulator simulator =
        new CoreSimulator(
            new Core(
                environment.get("LOKET_CORE_DB_URL"),
                environment.get("LOKET_CORE_DB_USER"),
                environment.get("LOKET_CORE_DB_PASSWORD")));
    simulator.face().listen(environment.getOrDefault("LOKET_BIND", "127.0.0.1"), port);
    Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())
        .scheduleWithFixedDelay(simulator::exchange, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    System.out.println("Core simulator on port " + port);
  }

  private HttpFace face() {
    return new HttpFace()
        .on("GET", "/api/simulation", request -> Response.json(200, Map.of("status", "up")))
        .on("GET", "/api/state", request -> state())
        .on("POST", "/api/supplies", this::supply);
  }

  /** One round; whatever is in the way now, the next round goes on with. */
  private void exchange() {
    try {
      Core.Waiting waiting = core.waiting();
      if (waiting.nothingSupplied()) {
        core.supply(SAMPLE_COLLECTOR, SAMPLE, SAMPLE_SIZE, false);
        System.out.println("Supplied " + SAMPLE_SIZE + " assignments");
      }
      if (waiting.results()) {
        int taken = core.takeResults();
        System.out.println("Took " + taken + " results and voids");
      }
      lastFailure = "";
    } catch (SQLException e) {
      String failure = "Waiting for the staging database: " + e.getMessage();
      if (!failure.equals(lastFailure)) {
        System.out.println(failure);
      }
      lastFailure = failure;
    }
  }

  private Response state() {
    try {
      return Response.json(200, core.state());
    } catch (SQLException e) {
      return unavailable(e);
    }
  }

  /** {@code {"collector", "name", "count", "withdrawn"}}: supplies that many assignments. */
  private Response supply(Request request) {
    JsonNode body = request.json();
    String collector = body.path("collector").asText();
    String name = body.path("name").asText();
    int count = body.path("count").asInt();
    if (collector.isBlank() || name.isBlank() || count < 1 || count > MOST) {
      return Response.problem(
          400, "bad-request", "Bad request", "Send collector, name and count (1 to " + MOST + ").");
    }
    try {
      Map<String, Object> made = new LinkedHashMap<>();
      made.put("supply", core.supply(collector, name, count, body.path("withdrawn").asBoolean()));
      made.put("lines", count);
      return Response.json(201, made);
    } catch (SQLException e) {
      return unavailable(e);
    }
  }

  private static Response unavailable(SQLException e) {
    return Response.problem(503, "unavailable", "The staging database is away", e.getMessage());
  }
}
