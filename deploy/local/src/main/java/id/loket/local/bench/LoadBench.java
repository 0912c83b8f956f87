package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.service.ServiceProgram;
import id.loket.local.service.ServiceProgram.Form;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whether the native executables' memory stays where it is: all services of the counter under load
 * at the same time, for {@code MINUTES}, the memory of each told ten times. A temporary stack.
 */
public final class LoadBench {
  private static final long USUAL_MINUTES = 10;

  private LoadBench() {}

  public static void main(String[] arguments) throws Exception {
    String asked = System.getenv().getOrDefault("MINUTES", "").strip();
    Duration time = Duration.ofMinutes(asked.isEmpty() ? USUAL_MINUTES : Long.parseLong(asked));
    for (LoketService service : LoketService.counter()) {
      ServiceProgram.of(ServiceVisits.options(), service, Form.NATIVE).file();
    }
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(Server.all(), ServiceVisits.options());
        ExecutorService loads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServiceVisits visits = ServiceVisits.prepare(stack);
      System.out.printf("%nMemory under load for %d minutes%n", time.toMinutes());
      Map<LoketService, Future<String>> results = new LinkedHashMap<>();
      for (LoketService service : LoketService.counter()) {
        results.put(service, loads.submit(() -> load(stack, visits, service, time)));
      }
      for (Map.Entry<LoketService, Future<String>> result : results.entrySet()) {
        Figures.row(result.getKey().title(), result.getValue().get());
      }
    }
  }

  private static String load(
      LocalStack stack, ServiceVisits visits, LoketService service, Duration time)
      throws IOException, InterruptedException {
    ServiceProgram program = ServiceProgram.of(stack.options(), service, Form.NATIVE);
    Visit visit = visits.of(service);
    try (Trial trial =
        Trial.start(stack, program, Ports.anyFree(), visits.environment(service), List.of())) {
      trial.firstAnswer(visit);
      List<Long> mebibytes = new ArrayList<>();
      Load.Result result =
          Load.of(trial.url(), visit).lasting(time, () -> mebibytes.add(trial.residentMebibytes()));
      result.requireNoFailure();
      return "%,.0f requests/s, MiB every tenth of it: %s".formatted(result.rate(), mebibytes);
    }
  }
}
