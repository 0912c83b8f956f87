package id.loket.kit.postgres;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds what is due in the service's database: one statement asks for all kinds of work when the
 * earliest is, and only what is due is taken up. Every second while there is work; at rest every
 * few seconds, and at the time the next is due. Whoever makes work begins it at once: this is for
 * work that waits for a time, and for what a replica that died has left.
 */
@Singleton
public class DuePoll {
  private static final double MILLIS = 1000;

  private final List<DueWork> works;
  private final List<Measured> numbers;
  private final Notifications database;
  private final PollConfig config;
  private final Jobs jobs;
  private final Job job;
  private final String question;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private volatile long next = System.nanoTime();

  DuePoll(
      @All List<DueWork> works,
      @All List<Measured> numbers,
      Notifications database,
      PollConfig config,
      Jobs jobs) {
    this.works = works;
    this.numbers = numbers;
    this.database = database;
    this.config = config;
    this.jobs = jobs;
    this.job = jobs.job(DuePoll.class, "Work that is due is not found", this::ask);
    this.question = question(works, numbers);
  }

  private static String question(List<DueWork> works, List<Measured> numbers) {
    List<String> columns = new ArrayList<>();
    works.forEach(
        work -> columns.add("extract(epoch from (%s) - now())::float8".formatted(work.when())));
    numbers.forEach(each -> columns.add("coalesce((%s), 0)::float8".formatted(each.number())));
    return "select " + (columns.isEmpty() ? "1" : String.join(",\n", columns));
  }

  @Scheduled(every = "1s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return isLively() || System.nanoTime() - next >= 0 ? job.run() : Uni.createFrom().voidItem();
  }

  private boolean isLively() {
    return !underWay.isEmpty() || jobs.knewOfWorkWithin(config.lively());
  }

  private Uni<Void> ask() {
    return database.ask(question).invoke(rows -> found(rows.iterator().next())).replaceWithVoid();
  }

  private void found(Row row) {
    Duration rest = config.atRest();
    for (int n = 0; n < works.size(); n++) {
      Double seconds = row.getDouble(n);
      if (seconds != null && seconds <= 0) {
        begin(works.get(n));
      } else if (seconds != null && seconds < rest.toSeconds()) {
        rest = Duration.ofMillis((long) Math.ceil(seconds * MILLIS));
      }
    }
    for (int n = 0; n < numbers.size(); n++) {
      numbers.get(n).seen().accept(row.getDouble(works.size() + n));
    }
    next = System.nanoTime() + rest.toNanos();
  }

  /** What is under way finds by itself what became due meanwhile, or is asked for again. */
  private void begin(DueWork work) {
    if (underWay.add(work.name())) {
      jobs.knowsOfWork();
      work.takeUp()
          .get()
          .onTermination()
          .invoke(
              () -> {
                underWay.remove(work.name());
                jobs.knowsOfWork();
              })
          .subscribe()
          .with(done -> {}, failure -> {}); // told by whoever does the work
    }
  }
}
