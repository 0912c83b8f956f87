package id.loket.report.notice;

import id.loket.kit.http.Sha256;
import id.loket.kit.postgres.RowLife;
import id.loket.report.report.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/**
 * How much may be sent in a day, over all replicas: to one recipient, whom strangers could
 * otherwise flood through us, and of SMS in all, which cost money. What is over waits for another
 * day.
 */
@Singleton
class Budgets {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final String ALL_SMS = "SMS";

  private final Pool pool;
  private final int perRecipient;
  private final int allSms;
  private final Counter recipientsOver;
  private final Counter smsOver;

  @Inject
  Budgets(Pool pool, NoticeConfig config, MeterRegistry metrics) {
    this(pool, config.perRecipientAndDay(), config.smsPerDay(), metrics);
  }

  Budgets(Pool pool, int perRecipient, int allSms, MeterRegistry metrics) {
    this.pool = pool;
    this.perRecipient = perRecipient;
    this.allSms = allSms;
    this.recipientsOver = metrics.counter("loket.notice.over.budget", "budget", "recipient");
    this.smsOver = metrics.counter("loket.notice.over.budget", "budget", "sms");
  }

  /** A day's budget is used up; fails an attempt, which is made again later. */
  static final class Spent extends RuntimeException {
    Spent() {
      super("a budget of today is used up", null, false, false);
    }
  }

  /** Counts one message to that address; fails with {@link Spent} for one too many. */
  Uni<Void> spend(Channel channel, String address) {
    String recipient =
        channel + ":" + Sha256.ofText(address.strip().toLowerCase(Locale.ROOT)).hex();
    return take(recipient, perRecipient, recipientsOver)
        .chain(
            () ->
                channel == Channel.SMS
                    ? take(ALL_SMS, allSms, smsOver)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> take(String budget, int most, Counter over) {
    return pool.preparedQuery(
            """
            insert into notice_budget as b (budget, day, sent)
            select $1, (now() at time zone 'UTC')::date, 1 where $2 > 0
            on conflict (budget, day) do update set sent = b.sent + 1 where b.sent < $2
            """)
        .execute(Tuple.of(budget, most))
        .invoke(
            rows -> {
              if (rows.rowCount() == 0) {
                over.increment();
                throw new Spent();
              }
            })
        .replaceWithVoid();
  }

  @Produces
  @Singleton
  RowLife life() {
    return RowLife.of("notice_budget", "at", KEPT);
  }
}
