package id.loket.local.audit;

import id.loket.local.LocalStack;
import id.loket.local.StackException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the invariants I1–I12 of DESIGN §4 against the live stores and prints one line each. First
 * waits until nothing is under way between the services, up to a limit, and says so. Since the
 * stores cannot be read at one instant, what looks wrong is looked at again until it stays wrong.
 */
public final class Audit implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration FIRST_SAID_AFTER = Duration.ofSeconds(5);
  private static final Duration SECOND_LOOK_AFTER = Duration.ofSeconds(2);
  private static final int SHOWN = 20;

  private static final List<Check> CHECKS =
      List.of(
          SqlCheck.oneLiveBooking(),
          SqlCheck.seatStatus(),
          new PaidInvoices(),
          new Histories(),
          new Tickets(),
          new Webhooks(),
          SqlCheck.waitingLists(),
          new Photos(),
          new Visits(),
          new StockLevels(),
          new HandedOver(),
          new Acts());

  private final Stores stores;
  private final PrintStream out;

  private Audit(Stores stores, PrintStream out) {
    this.stores = stores;
    this.out = out;
  }

  /** {@code make audit}: of the lasting stack. Ends with 1 on a violation. */
  public static void main(String[] arguments) {
    Map<String, List<String>> violations;
    try (Audit audit = new Audit(opened(Stores::lasting), System.out)) {
      Duration patience = patience();
      System.out.printf(
          "Waits until nothing is under way, for %d s at most (LOKET_AUDIT_PATIENCE), then"
              + " judges.%n",
          patience.toSeconds());
      violations = audit.run(patience);
    }
    System.exit(violations.isEmpty() ? 0 : 1);
  }

  /** Of a stack this program started. */
  public static Audit of(LocalStack stack, PrintStream out) {
    return new Audit(opened(() -> Stores.of(stack)), out);
  }

  private interface Opening {
    Stores open() throws SQLException;
  }

  private static Stores opened(Opening opening) {
    try {
      return opening.open();
    } catch (SQLException | com.datastax.oss.driver.api.core.DriverException e) {
      throw new StackException(
          "The stores do not answer; is the stack running ('make up')? " + e.getMessage(), e);
    }
  }

  private static Duration patience() {
    String seconds = System.getenv("LOKET_AUDIT_PATIENCE");
    if (seconds == null) {
      return PATIENCE;
    }
    if (!seconds.strip().matches("\\d{1,6}")) {
      throw new StackException("LOKET_AUDIT_PATIENCE=" + seconds + " is no number of seconds.");
    }
    return Duration.ofSeconds(Long.parseLong(seconds.strip()));
  }

  /**
   * Waits for what is under way, judges, prints.
   *
   * @param patience how long to wait in all; zero judges at once
   * @return the offenders of each invariant that does not hold
   */
  public Map<String, List<String>> run(Duration patience) {
    Instant deadline = Instant.now().plus(patience);
    UnderWay left = settle(deadline);
    Map<Check, Check.Finding> findings = judge();
    while (!isClean(findings) && Instant.now().plus(SECOND_LOOK_AFTER).isBefore(deadline)) {
      sleep(SECOND_LOOK_AFTER);
      left = settle(deadline);
      findings = judge();
    }
    return report(findings, left);
  }

  private UnderWay settle(Instant deadline) {
    Duration pause = FIRST_SAID_AFTER;
    Instant sayAt = Instant.now().plus(pause);
    UnderWay underWay = UnderWay.in(stores);
    while (!underWay.isNothing() && Instant.now().isBefore(deadline)) {
      if (Instant.now().isAfter(sayAt)) {
        out.printf(
            "     waiting for %s (%d s more at most)%n",
            underWay, Duration.between(Instant.now(), deadline).toSeconds());
        pause = pause.multipliedBy(2);
        sayAt = Instant.now().plus(pause);
      }
      sleep(LOOK_EVERY);
      underWay = UnderWay.in(stores);
    }
    return underWay;
  }

  private Map<Check, Check.Finding> judge() {
    Map<Check, Check.Finding> findings = new LinkedHashMap<>();
    CHECKS.forEach(check -> findings.put(check, check.judge(stores)));
    return findings;
  }

  private Map<String, List<String>> report(Map<Check, Check.Finding> findings, UnderWay left) {
    Map<String, List<String>> violations = new LinkedHashMap<>();
    int width = CHECKS.stream().mapToInt(check -> check.claim().length()).max().orElseThrow();
    findings.forEach(
        (check, finding) -> {
          String verdict = finding.isClean() ? "ok" : "BAD";
          out.printf(
              "%-4s %-4s %-" + width + "s %s%n",
              check.name(),
              verdict,
              check.claim(),
              finding.looked());
          finding.offenders().stream().limit(SHOWN).forEach(each -> out.println("       " + each));
          if (finding.offenders().size() > SHOWN) {
            out.printf("       and %,d more%n", finding.offenders().size() - SHOWN);
          }
          if (!finding.isClean()) {
            violations.put(check.name(), finding.offenders());
          }
        });
    notes().forEach(each -> out.println("note " + each));
    out.println(
        left.isNothing()
            ? "Nothing is under way between the services."
            : "Still under way when judged: " + left);
    out.println(
        violations.isEmpty()
            ? "All %d invariants hold.".formatted(findings.size())
            : "%d of %d invariants do NOT hold: %s."
                .formatted(
                    violations.size(), findings.size(), String.join(", ", violations.keySet())));
    return violations;
  }

  /** Not violations, but somebody should look. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    stores.rabbit().depths().stream()
        .filter(depth -> depth.isDead() && depth.messages() > 0)
        .forEach(
            depth -> notes.add("%,d messages in %s".formatted(depth.messages(), depth.queue())));
    notes.addAll(unsettled("booking", "bookings"));
    notes.addAll(unsettled("shop_order", "orders"));
    return notes;
  }

  private List<String> unsettled(String table, String what) {
    long count =
        stores.countInTicket(
            "select count(*) from %s where unsettled_since is not null".formatted(table));
    return count == 0
        ? List.of()
        : List.of("%,d %s wait for a person: were they paid?".formatted(count, what));
  }

  private static boolean isClean(Map<Check, Check.Finding> findings) {
    return findings.values().stream().allMatch(Check.Finding::isClean);
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    stores.close();
  }
}
