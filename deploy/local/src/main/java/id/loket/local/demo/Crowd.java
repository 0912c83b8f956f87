package id.loket.local.demo;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.audit.Audit;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * {@code make crowd}: seat after seat, everybody asks for the same one in the same moment. One has
 * to get it and the others the places behind, no two alike; then the audit. On a temporary stack,
 * for the lines it leaves would be promoted for days.
 */
public final class Crowd {
  private static final int ARRIVE_AT_ONCE = 8;
  private static final int SAY_EVERY = 20;
  private static final Duration AUDIT_PATIENCE = Duration.ofMinutes(15);

  private final Addresses addresses;
  private final PrintStream out;

  private Crowd(Addresses addresses, PrintStream out) {
    this.addresses = addresses;
    this.out = out;
  }

  /** Ends with 1 when a seat was sold twice, a place given twice, or the audit finds something. */
  public static void main(String[] arguments) {
    int seats = number("SEATS", 200);
    int clients = number("CLIENTS", 64);
    Options options =
        Options.temporary()
            .with(Progress.to(System.out))
            .with("LOKET_HOLD_FAILURE_RATE", "0")
            .with("LOKET_HOLD_LATENCY", "0s");
    boolean clean;
    try (LocalStack stack = LocalStack.start(Server.all(), options)) {
      LoketServices.start(stack, LoketService.counter());
      new Crowd(Addresses.of(stack), System.out).ask(seats, clients);
      try (Audit audit = Audit.of(stack, System.out)) {
        clean = audit.run(AUDIT_PATIENCE).isEmpty();
      }
    }
    System.exit(clean ? 0 : 1);
  }

  private static int number(String variable, int otherwise) {
    String text = System.getenv(variable);
    try {
      return text == null || text.isBlank() ? otherwise : Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new StackException(variable + " is not a number: " + text, e);
    }
  }

  private void ask(int seats, int clients) {
    out.printf("%d people register ...%n", clients);
    List<Callable<Visitor>> arrivals = new ArrayList<>();
    for (int n = 1; n <= clients; n++) {
      String name = "Tamu " + n;
      arrivals.add(() -> Visitor.register(addresses, name, "id"));
    }
    List<Visitor> people = all(Executors.newFixedThreadPool(ARRIVE_AT_ONCE), arrivals);
    Visitor organiser = Visitor.sample(addresses, "organiser");
    Venue venue = Venue.open(organiser, addresses, "Rebutan", seats);
    out.printf("%d seats, all %d people at once on each ...%n", seats, clients);
    for (int n = 0; n < seats; n++) {
      check(n + 1, askTogether(people, venue.eventId(), venue.seats().get(n)));
      if ((n + 1) % SAY_EVERY == 0) {
        out.printf(
            "  %d of %d seats: each sold once, %d places in line%n", n + 1, seats, clients - 1);
      }
    }
  }

  private static List<Web.Answer> askTogether(List<Visitor> people, String event, String seat) {
    CountDownLatch ready = new CountDownLatch(people.size());
    return all(
        Executors.newVirtualThreadPerTaskExecutor(),
        people.stream()
            .<Callable<Web.Answer>>map(
                who ->
                    () -> {
                      ready.countDown();
                      ready.await();
                      return who.book(event, seat).require(201, 202);
                    })
            .toList());
  }

  private static void check(int seat, List<Web.Answer> answers) {
    long sold = answers.stream().filter(answer -> answer.status() == 201).count();
    if (sold != 1) {
      throw new StackException("Seat " + seat + " was sold " + sold + " times.");
    }
    List<Integer> places =
        answers.stream()
            .filter(answer -> answer.status() == 202)
            .map(answer -> answer.json().path("position").asInt())
            .sorted()
            .toList();
    if (!places.equals(IntStream.range(1, answers.size()).boxed().toList())) {
      throw new StackException("Seat " + seat + " has the line " + places);
    }
  }

  private static <T> List<T> all(ExecutorService executor, List<Callable<T>> work) {
    try (executor) {
      List<T> results = new ArrayList<>();
      for (Future<T> each : executor.invokeAll(work)) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new StackException("Somebody was not served: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }
}
