package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.service.ServiceProgram;
import id.loket.local.service.ServiceProgram.Form;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starting, memory and size of each service for the JVM and as a native executable, and of a
 * service that does nothing (deploy/bench/floor). A temporary stack whose schema is made
 * beforehand; what is measured are starts beside running servers, as a platform makes them. With
 * {@code MINUTES} in the environment also the memory under a load that lasts so long.
 */
public final class StartBench {
  private static final int STARTS = 9;
  private static final int REQUESTS = 10_000;
  private static final int MEMORY_LIMIT_MEBIBYTES = 96;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final LocalStack stack;
  private final Path project;
  private final Map<LoketService, Visit> visits = new EnumMap<>(LoketService.class);

  private StartBench(LocalStack stack) {
    this.stack = stack;
    this.project = stack.options().project().root();
  }

  public static void main(String[] arguments) throws Exception {
    Options options =
        Options.temporary()
            .with("LOKET_HOLD_FAILURE_RATE", "0")
            .with("LOKET_HOLD_LATENCY", "0s")
            .with("LOKET_PAYMENT_FAILURE_RATE", "0")
            .with(Progress.silent());
    for (LoketService service : LoketService.counter()) {
      ServiceProgram.of(options, service, Form.JVM).file();
      ServiceProgram.of(options, service, Form.NATIVE).file();
    }
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(Server.all(), options)) {
      new StartBench(stack).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    prepare();
    List<StartFigures> all = new ArrayList<>();
    for (Form form : Form.values()) {
      all.add(measure(floor(form), new Visit("/hello", null), Map.of()));
    }
    for (LoketService service : LoketService.counter()) {
      for (Form form : Form.values()) {
        ServiceProgram program = ServiceProgram.of(stack.options(), service, form);
        all.add(measure(program, visits.get(service), environment(service)));
      }
    }
    StartTable.print(all, STARTS, REQUESTS);
    for (LoketService service : LoketService.counter()) {
      underALimit(service);
    }
    String minutes = System.getenv().getOrDefault("MINUTES", "");
    if (!minutes.isBlank()) {
      for (LoketService service : LoketService.counter()) {
        forLong(service, Duration.ofMinutes(Long.parseLong(minutes)));
      }
    }
  }

  /** Makes the schema and something to be asked for, with the services as they are. */
  private void prepare() {
    LoketServices services = LoketServices.start(stack, LoketService.counter());
    Addresses addresses = Addresses.of(stack);
    Visitor citizen = People.citizen(stack, addresses);
    Venue venue = People.venues(stack, addresses, 1, 20).getFirst();
    String booked =
        citizen
            .book(venue.eventId(), venue.seat())
            .require(201)
            .json()
            .path("invoiceNumber")
            .asText();
    visits.put(
        LoketService.CLIENT_APP,
        new Visit("/users/" + citizen.id() + "/bookings", citizen.accessToken()));
    visits.put(LoketService.TICKET_APP, new Visit("/events", null));
    visits.put(LoketService.PAYMENT_APP, new Visit("/pay/" + booked, null));
    visits.put(LoketService.REPORT_APP, new Visit("/categories", null));
    for (LoketService service : LoketService.counter()) {
      services.stop(service);
    }
  }

  private ServiceProgram floor(Form form) {
    return new ServiceProgram("floor", project.resolve("deploy/bench/floor"), form);
  }

  private Map<String, String> environment(LoketService service) {
    Map<String, String> environment = new HashMap<>(stack.environment(service));
    // As in production: the schema is a step of its own, and nobody is there yet.
    environment.put("LOKET_MIGRATE", "never");
    environment.put("LOKET_DEMO_USERS", "false");
    return environment;
  }

  private StartFigures measure(ServiceProgram program, Visit visit, Map<String, String> environment)
      throws IOException, InterruptedException {
    System.out.println("  " + program.name() + " " + program.form() + " ...");
    List<Duration> starts = new ArrayList<>();
    for (int n = 0; n < STARTS; n++) {
      try (Trial trial = trial(program, environment)) {
        starts.add(trial.firstAnswer(visit));
      }
    }
    try (Trial trial = trial(program, environment)) {
      trial.firstAnswer(visit);
      Thread.sleep(IDLE);
      long idle = trial.residentMebibytes();
      Load.Result result = Load.of(trial.url(), visit).requests(REQUESTS);
      result.requireNoFailure();
      return new StartFigures(
          program, Figures.percentile(starts, 0.5), idle, trial.residentMebibytes(), result.rate());
    }
  }

  private Trial trial(ServiceProgram program, Map<String, String> environment) throws IOException {
    return Trial.start(stack, program, Ports.anyFree(), environment, List.of());
  }

  private void underALimit(LoketService service) throws IOException, InterruptedException {
    ServiceProgram program = ServiceProgram.of(stack.options(), service, Form.NATIVE);
    String what = service.title() + " natively, limited to " + MEMORY_LIMIT_MEBIBYTES + " MiB";
    try (MemoryGroup group = MemoryGroup.limitedTo(MEMORY_LIMIT_MEBIBYTES)) {
      try (Trial trial =
          Trial.start(
              stack, program, Ports.anyFree(), environment(service), group.commandPrefix())) {
        Visit visit = visits.get(service);
        trial.firstAnswer(visit);
        Load.Result result = Load.of(trial.url(), visit).requests(REQUESTS);
        Figures.row(
            what,
            "%s, %,d requests, %d failed, peak %d MiB"
                .formatted(
                    trial.isAlive() ? "lives" : "DIED",
                    REQUESTS,
                    result.failed(),
                    group.peakMebibytes()));
      }
    } catch (MemoryGroup.Unavailable e) {
      Figures.row(what, "not tried: " + e.getMessage());
    }
  }

  private void forLong(LoketService service, Duration time)
      throws IOException, InterruptedException {
    ServiceProgram program = ServiceProgram.of(stack.options(), service, Form.NATIVE);
    Visit visit = visits.get(service);
    try (Trial trial = trial(program, environment(service))) {
      trial.firstAnswer(visit);
      List<Long> mebibytes = new ArrayList<>();
      Load.Result result =
          Load.of(trial.url(), visit).lasting(time, () -> mebibytes.add(trial.residentMebibytes()));
      result.requireNoFailure();
      Figures.row(
          service.title() + " natively, " + time.toMinutes() + " minutes of load",
          "%,.0f requests/s, MiB every tenth of it: %s".formatted(result.rate(), mebibytes));
    }
  }
}
