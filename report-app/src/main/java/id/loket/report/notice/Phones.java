package id.loket.report.notice;

import id.loket.kit.http.Sha256;
import id.loket.kit.language.Messages;
import id.loket.kit.postgres.RowLife;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.report.Channel;
import id.loket.report.report.Report;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Numbers that were confirmed: whoever names a number has shown that they read what is sent to it.
 * Only then are SMS sent there.
 */
@Singleton
public class Phones {
  public static final ProblemType NO_PHONE = new ProblemType("no-phone", 409);
  public static final ProblemType WRONG_CODE = new ProblemType("wrong-code", 422);
  public static final ProblemType TOO_MANY_CODES = new ProblemType("too-many-codes", 429);

  private static final int CODES = 1_000_000;
  private static final int MOST_TRIES = 5;
  private static final Duration UNCONFIRMED = Duration.ofDays(1);
  private static final String A_DAY = "86400";

  private final SecureRandom random = new SecureRandom();
  private final Messages messages = Messages.of("notices");
  private final Pool pool;
  private final Recipients recipients;
  private final Budgets budgets;
  private final ProviderCalls provider;
  private final NoticeConfig config;

  Phones(
      Pool pool,
      Recipients recipients,
      Budgets budgets,
      ProviderCalls provider,
      NoticeConfig config) {
    this.pool = pool;
    this.recipients = recipients;
    this.budgets = budgets;
    this.provider = provider;
    this.config = config;
  }

  /**
   * Sends a code to the number a report's reporter is to be reached at.
   *
   * @return fails with {@code no-phone} (409) without one we send to, {@code too-many-codes} (429)
   */
  public Uni<Void> sendCode(Report report) {
    String code = "%06d".formatted(random.nextInt(CODES));
    return recipients
        .reporter(report)
        .onFailure(Undeliverable.class)
        .transform(gone -> new Problem(NO_PHONE))
        .invoke(this::requireReachable)
        .call(to -> budgets.spend(Channel.SMS, to.phone()))
        .onFailure(Budgets.Spent.class)
        .transform(spent -> new Problem(TOO_MANY_CODES).header("Retry-After", A_DAY))
        .call(to -> keep(owner(report), to.phone(), code))
        .chain(
            to ->
                provider.post(
                    "sms",
                    config.smsUrl(),
                    config.smsToken(),
                    Map.of(
                        "id",
                        UUID.randomUUID().toString(),
                        "to",
                        to.phone(),
                        "text",
                        "Loket: " + messages.text(to.language(), "code.text", "", code))))
        .onFailure(Undeliverable.class)
        .transform(refused -> new Problem(NO_PHONE));
  }

  private void requireReachable(Recipient recipient) {
    if (recipient.phone() == null || !isServed(recipient.phone())) {
      throw new Problem(NO_PHONE);
    }
  }

  /** Whether a number is of a country that SMS are sent to; one without a country is of ours. */
  boolean isServed(String phone) {
    String bare = bare(phone);
    return !bare.startsWith("+") || config.smsCountries().stream().anyMatch(bare::startsWith);
  }

  private static String bare(String phone) {
    String bare = phone.replaceAll("[ ()./-]", "");
    return bare.startsWith("00") ? "+" + bare.substring(2) : bare;
  }

  /**
   * Takes a code.
   *
   * @return fails with {@code wrong-code} (422) for another one, an old one, or after five tries
   */
  public Uni<Void> confirm(Report report, String code) {
    return recipients
        .reporter(report)
        .onFailure(Undeliverable.class)
        .transform(gone -> new Problem(NO_PHONE))
        .invoke(this::requireReachable)
        .chain(to -> take(owner(report), to.phone(), code))
        .invoke(
            taken -> {
              if (!taken) {
                throw new Problem(WRONG_CODE);
              }
            })
        .replaceWithVoid();
  }

  /** Whether SMS of a notice may go to that number. */
  Uni<Boolean> isConfirmed(Notice notice, String phone) {
    UUID owner =
        notice.userId() != null
            ? notice.userId()
            : notice.contactReport() != null ? notice.contactReport() : notice.reportId();
    return pool.preparedQuery(
            """
            select 1 from phone_confirmation
            where owner = $1 and phone = $2 and confirmed_at is not null
            """)
        .execute(Tuple.of(owner, digest(phone)))
        .map(rows -> rows.rowCount() == 1);
  }

  private Uni<Void> keep(UUID owner, String phone, String code) {
    return pool.preparedQuery(
            """
            insert into phone_confirmation (owner, phone, code) values ($1, $2, $3)
            on conflict (owner, phone) do update set code = excluded.code, tries = 0, sent_at = now()
            """)
        .execute(Tuple.of(owner, digest(phone), codeDigest(owner, code)))
        .replaceWithVoid();
  }

  /** Each try counts before it is judged, so that none is free. */
  private Uni<Boolean> take(UUID owner, String phone, String code) {
    return pool.preparedQuery(
            """
            update phone_confirmation set tries = tries + 1,
              confirmed_at = case when code = $3 then coalesce(confirmed_at, now())
                else confirmed_at end
            where owner = $1 and phone = $2 and tries < $4
              and sent_at > now() - $5 * interval '1 second'
            returning code = $3 as taken
            """)
        .execute(
            Tuple.of(
                owner,
                digest(phone),
                codeDigest(owner, code),
                MOST_TRIES,
                config.codeLifetime().toSeconds()))
        .map(rows -> rows.rowCount() == 1 && rows.iterator().next().getBoolean("taken"));
  }

  private static UUID owner(Report report) {
    return report.author().userId() == null ? report.id() : report.author().userId();
  }

  private static String digest(String phone) {
    return Sha256.ofText(bare(phone)).hex();
  }

  private static String codeDigest(UUID owner, String code) {
    return Sha256.ofText(owner + ":" + code).hex();
  }

  @Produces
  @Singleton
  RowLife life() {
    return RowLife.of("phone_confirmation", "sent_at", UNCONFIRMED, "confirmed_at is null");
  }
}
