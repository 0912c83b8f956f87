package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.service.ServiceProgram;
import id.loket.local.service.ServiceProgram.Form;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starting, memory and size of each service for the JVM and as a native executable, and of a
 * service that does nothing (deploy/bench/floor). A temporary stack whose schema is made
 * beforehand; what is measured are starts beside running servers, as a platform makes them.
 */
public final class StartBench {
  private static final int STARTS = 9;
  private static final int REQUESTS = 10_000;
  private static final int MEMORY_LIMIT_MEBIBYTES = 96;
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final LocalStack stack;
  private final Path project;
  private final ServiceVisits visits;

  private StartBench(LocalStack stack) {
    this.stack = stack;
    this.visits = ServiceVisits.prepare(stack);
    this.project = stack.options().project().root();
  }

  public static void main(String[] arguments) throws Exception {
    Options options = ServiceVisits.options();
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
    List<StartFigures> all = new ArrayList<>();
    for (Form form : Form.values()) {
      all.add(measure(floor(form), new Visit("/hello", null), Map.of()));
    }
    for (LoketService service : LoketService.counter()) {
      for (Form form : Form.values()) {
        ServiceProgram program = ServiceProgram.of(stack.options(), service, form);
        all.add(measure(program, visits.of(service), visits.environment(service)));
      }
    }
    StartTable.print(all, STARTS, REQUESTS);
    for (LoketService service : LoketService.counter()) {
      underALimit(service);
    }
  }

  private ServiceProgram floor(Form form) {
    return new ServiceProgram("floor", project.resolve("deploy/bench/floor"), form);
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
              stack,
              program,
              Ports.anyFree(),
              visits.environment(service),
              group.commandPrefix())) {
        Visit visit = visits.of(service);
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
}
