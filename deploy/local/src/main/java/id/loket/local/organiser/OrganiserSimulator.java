package id.loket.local.organiser;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.http.HttpFace;
import id.loket.local.http.Request;
import id.loket.local.http.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stands for the system of an event's organiser: holds seats, refuses some, takes its time. A
 * process of its own, so that it can be slow, killed and restarted like the real one.
 *
 * <p>Arguments: port, data folder. Environment: LOKET_HOLD_FAILURE_RATE (0.2), LOKET_HOLD_LATENCY
 * (1s), LOKET_SIMULATION_SEED (random when unset), LOKET_BIND (127.0.0.1).
 */
public final class OrganiserSimulator {
  private static final int LONGEST_ID = 200;

  private final Holds holds;
  private volatile Simulation simulation;

  private OrganiserSimulator(Holds holds, Simulation simulation) {
    this.holds = holds;
    this.simulation = simulation;
  }

  /** Starts the simulator and returns; its server thread keeps the process alive. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    Map<String, String> environment = System.getenv();
    OrganiserSimulator simulator =
        new OrganiserSimulator(new Holds(folder.resolve("holds.jsonl")), from(environment));
    simulator.face().listen(environment.getOrDefault("LOKET_BIND", "127.0.0.1"), port);
    System.out.println("Organiser simulator on port " + port + ": " + simulator.describe());
  }

  private static Simulation from(Map<String, String> environment) {
    String seed = environment.getOrDefault("LOKET_SIMULATION_SEED", "");
    return new Simulation(
        Double.parseDouble(environment.getOrDefault("LOKET_HOLD_FAILURE_RATE", "0.2")),
        Durations.parse(environment.getOrDefault("LOKET_HOLD_LATENCY", "1s")),
        seed.isBlank() ? ThreadLocalRandom.current().nextLong() : Long.parseLong(seed.strip()));
  }

  private HttpFace face() {
    return new HttpFace()
        .on("POST", "/holds", this::hold)
        .on("GET", "/holds", this::list)
        .on("DELETE", "/holds/{id}", this::release)
        .on("GET", "/simulation", request -> Response.json(200, describe()))
        .on("PUT", "/simulation", this::change);
  }

  private Response hold(Request request) throws IOException, InterruptedException {
    JsonNode body = request.json();
    String holdId = id(body, "holdId");
    String bookingId = id(body, "bookingId");
    String eventId = id(body, "eventId");
    String seatId = id(body, "seatId");
    Optional<Hold> decided = holds.decided(holdId, bookingId);
    if (decided.isPresent()) {
      return answer(decided.get());
    }
    Thread.sleep(simulation.latency());
    return answer(holds.decide(holdId, bookingId, eventId, seatId, simulation));
  }

  private static Response answer(Hold hold) {
    return switch (hold.state()) {
      case HELD -> Response.json(201, view(hold));
      case REFUSED ->
          Response.problem(
              409, "hold-refused", "Hold refused", "The organiser does not give this seat.");
      case RELEASED ->
          Response.problem(
              409, "hold-released", "Hold released", "This hold was released and stays so.");
    };
  }

  private Response release(Request request) throws IOException {
    holds.release(request.path().get("id"));
    return Response.empty(204);
  }

  private Response list(Request request) {
    List<Map<String, String>> items =
        holds.held(request.query("eventId")).stream().map(OrganiserSimulator::view).toList();
    return Response.json(200, Map.of("items", items));
  }

  private Response change(Request request) {
    JsonNode body = request.json();
    Simulation now = simulation;
    try {
      JsonNode rate = body.path("failureRate");
      if (!rate.isMissingNode() && !rate.isNumber()) {
        throw new IllegalArgumentException("failureRate must be a number");
      }
      JsonNode seed = body.path("seed");
      if (!seed.isMissingNode() && !seed.isIntegralNumber()) {
        throw new IllegalArgumentException("seed must be a whole number");
      }
      double failureRate = rate.asDouble(now.failureRate());
      Duration latency =
          body.has("latency") ? Durations.parse(body.get("latency").asText()) : now.latency();
      // A changed simulation counts its decisions from the start only when it gets a seed.
      simulation =
          seed.isMissingNode()
              ? now.changed(failureRate, latency)
              : new Simulation(failureRate, latency, seed.asLong());
    } catch (IllegalArgumentException e) {
      throw new Request.BadRequest(e.getMessage());
    }
    return Response.json(200, describe());
  }

  private Map<String, Object> describe() {
    Simulation now = simulation;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("failureRate", now.failureRate());
    view.put("latency", now.latency().toMillis() + "ms");
    view.put("seed", now.seed());
    return view;
  }

  private static Map<String, String> view(Hold hold) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("holdId", hold.holdId());
    view.put("bookingId", hold.bookingId());
    view.put("eventId", hold.eventId());
    view.put("seatId", hold.seatId());
    view.put("status", hold.state().name());
    return view;
  }

  private static String id(JsonNode body, String name) {
    String value = body.path(name).asText("");
    if (value.isBlank() || value.length() > LONGEST_ID) {
      throw new Request.BadRequest(name + " is needed, at most " + LONGEST_ID + " characters.");
    }
    return value;
  }
}
