package id.loket.client.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.postgres.Cleaning;
import id.loket.kit.postgres.Lease;
import id.loket.kit.postgres.Retention;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RetentionTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int MORE_THAN_A_BATCH = 2500;
  private static final int PER_DAY = 10;

  /** What writes one row of an age, in days ago ($age), with a name of its own ($n). */
  private static final Map<String, String> WRITTEN =
      Map.ofEntries(
          Map.entry(
              "inbox",
              "insert into inbox select 'growth', 'growth-' || n, $age from generate_series($n) n"),
          Map.entry(
              "audit",
              """
              insert into audit (id, at, actor, actor_role, act, object_kind, object_id, keep_until)
              select gen_random_uuid(), $age - interval '1830 days', '', '', '', '', '', $age
              from generate_series($n) n
              """),
          Map.entry(
              "registration",
              """
              insert into registration (id, name, email, password_hash, locale, created_at)
              select gen_random_uuid(), '', 'growth-' || n, '', 'id', $age from generate_series($n) n
              """),
          Map.entry(
              "email_change",
              """
              insert into email_change (id, user_id, old_email, new_email, created_at)
              select gen_random_uuid(), $user, '', '', $age from generate_series($n) n
              """),
          Map.entry(
              "password_reset",
              """
              insert into password_reset (digest, user_id, expires_at)
              select sha256(('growth-' || n)::bytea), $user, $age from generate_series($n) n
              """),
          Map.entry(
              "known_address",
              "insert into known_address select 'growth-' || n, $age from generate_series($n) n"),
          Map.entry(
              "idempotency_key",
              """
              insert into idempotency_key (scope, key, fingerprint, created_at)
              select 'growth', 'growth-' || n, '', $age from generate_series($n) n
              """),
          Map.entry(
              "attempt_limit",
              "insert into attempt_limit select 'growth-' || n, 1, $age from generate_series($n) n"),
          Map.entry(
              "verification_token",
              """
              insert into verification_token (digest, user_id, email_digest, expires_at)
              select sha256(('growth-' || n)::bytea), $user, '', $age from generate_series($n) n
              """),
          Map.entry(
              "refresh_token",
              """
              insert into refresh_token (digest, session_id, expires_at)
              select sha256(('growth-' || n)::bytea), $session, $age from generate_series($n) n
              """),
          Map.entry(
              "mail",
              """
              insert into mail (id, user_id, kind, status, created_at)
              select gen_random_uuid(), $user, 'GROWTH', 'SENT', $age from generate_series($n) n
              """),
          Map.entry(
              "delivery",
              """
              insert into delivery (order_id, user_id, items, updated_at)
              select gen_random_uuid(), $user, '[]', $age from generate_series($n) n
              """));

  @Inject Pool pool;
  @Inject Lease lease;
  @Inject Retention retention;
  private Person person;
  private String session;
  private int written;

  @BeforeEach
  void somebody() {
    person = Person.registered();
    session = text("select id::text from session where user_id = '" + person.id() + "'");
    lease.release("kit-retention").await().atMost(LONG);
  }

  @AfterEach
  void tidy() {
    run("delete from mail where kind = 'GROWTH'");
    run("delete from refresh_token where session_id = '" + session + "'");
    run("delete from delivery where user_id = '" + person.id() + "'");
  }

  @Test
  void growthOfEveryTableThatIsCleanedEnds() {
    assertThat(Cleaning.tables(retention)).containsExactlyInAnyOrderElementsOf(WRITTEN.keySet());
    WRITTEN.keySet().forEach(table -> write(table, "3000 days", MORE_THAN_A_BATCH));
    clean();
    Map<String, Long> before = counts();

    // Day after day the same is written: what was written long enough ago is gone again.
    for (int round = 0; round < 3; round++) {
      WRITTEN.keySet().forEach(table -> write(table, "3000 days", PER_DAY));
      clean();
      assertThat(counts()).isEqualTo(before);
    }
  }

  @Test
  void whatIsYoungOrStillNeededStays() {
    run(
        """
        insert into mail (id, user_id, kind, status, created_at)
        values (gen_random_uuid(), '%s', 'GROWTH', 'PENDING', now() - interval '3000 days')
        """
            .formatted(person.id()));
    WRITTEN.keySet().forEach(table -> write(table, "-1 days", PER_DAY));
    Map<String, Long> before = counts();

    clean();

    assertThat(counts()).isEqualTo(before);
    assertThat(text("select id::text from session where id = '" + session + "'"))
        .isEqualTo(session);
    run("update mail set status = 'SENT' where kind = 'GROWTH'");
  }

  @Test
  void aSessionGoesWithTheLastOfItsTokens() {
    run(
        "update refresh_token set expires_at = now() - interval '9 days' where session_id = '"
            + session
            + "'");

    clean();

    assertThat(text("select count(*)::text from session where id = '" + session + "'"))
        .isEqualTo("0");
  }

  private void clean() {
    Cleaning.run(retention).await().atMost(LONG);
  }

  private void write(String table, String age, int count) {
    String numbers = written + ", " + (written + count - 1);
    written += count;
    run(
        WRITTEN
            .get(table)
            .replace("$n", numbers)
            .replace("$age", "now() - interval '" + age + "'")
            .replace("$user", "'" + person.id() + "'::uuid")
            .replace("$session", "'" + session + "'::uuid"));
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new java.util.TreeMap<>();
    WRITTEN
        .keySet()
        .forEach(
            table -> counts.put(table, Long.valueOf(text("select count(*)::text from " + table))));
    return counts;
  }

  private void run(String sql) {
    pool.query(sql).execute().await().atMost(LONG);
  }

  private String text(String sql) {
    return pool.query(sql)
        .execute()
        .map(rows -> rows.iterator().next().getString(0))
        .await()
        .atMost(LONG);
  }
}
