package id.loket.payment.invoice;

import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.cassandra.Cassandra.RowPage;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Forgets invoices, with all that happened to them, when they need not be kept any longer. Once a
 * week one replica reads all numbers, which tell their day; nothing waits for that.
 */
@Singleton
class InvoiceHistory {
  private static final int PAGE = 500;
  private static final int DELETED_TOGETHER = 16;
  private static final int WEEK_SECONDS = (int) Duration.ofDays(7).toSeconds();
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final int DAY_FROM = "INV-".length();
  private static final int DAY_TO = "INV-20261120".length();

  private final Cassandra cassandra;
  private final InvoiceConfig config;
  private final Job job;

  @Inject
  InvoiceHistory(Cassandra cassandra, InvoiceConfig config, Jobs jobs) {
    this.cassandra = cassandra;
    this.config = config;
    this.job =
        jobs.job(InvoiceHistory.class, "Old invoices stay", this::forgetWeekly).limit(LONGEST);
  }

  /** Without a timer. */
  InvoiceHistory(Cassandra cassandra, InvoiceConfig config) {
    this.cassandra = cassandra;
    this.config = config;
    this.job = null;
  }

  @Scheduled(every = "1h", delayed = "10m")
  Uni<Void> run() {
    return job.run();
  }

  /** If nobody has this week. */
  private Uni<Void> forgetWeekly() {
    return cassandra
        .writeIf(
            "insert into {keyspace}.due_mark (kind, shard, mark) values ('HISTORY', 0, ?)"
                + " if not exists using ttl ?",
            Instant.now(),
            WEEK_SECONDS)
        .chain(mine -> mine ? forget() : Uni.createFrom().voidItem());
  }

  /** Forgets all that are older than they are kept. */
  Uni<Void> forget() {
    LocalDate oldest = LocalDate.now(ZoneOffset.UTC).minusDays(config.kept().toDays());
    AtomicReference<String> place = new AtomicReference<>();
    return Multi.createBy()
        .repeating()
        .uni(() -> numbers(place.get()).call(page -> forget(page, oldest)))
        .whilst(
            page -> {
              place.set(page.next());
              return page.next() != null;
            })
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<RowPage> numbers(String behind) {
    return cassandra.page("select distinct number from {keyspace}.invoice", PAGE, behind);
  }

  private Uni<Void> forget(RowPage page, LocalDate oldest) {
    List<String> old =
        page.rows().stream()
            .map(row -> row.getString("number"))
            .filter(number -> day(number).isBefore(oldest))
            .toList();
    return Multi.createFrom()
        .iterable(old)
        .onItem()
        .transformToUni(
            number -> cassandra.write("delete from {keyspace}.invoice where number = ?", number))
        .merge(DELETED_TOGETHER)
        .toUni()
        .replaceWithVoid();
  }

  /** A number that is none of ours is kept. */
  private static LocalDate day(String number) {
    try {
      return LocalDate.parse(
          new InvoiceNumber(number).text().substring(DAY_FROM, DAY_TO),
          DateTimeFormatter.BASIC_ISO_DATE);
    } catch (RuntimeException foreign) {
      return LocalDate.MAX;
    }
  }
}
