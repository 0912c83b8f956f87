package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Two replicas at one notice: the first was so slow that its lease ended. */
@ReportAppTest
class NoticeLeaseTest {
  private final City city = new City();
  private final Database database = new Database();
  private final UUID user = UUID.randomUUID();

  @Inject NoticeStore store;

  @Test
  void whoeverLostTheLeaseNeitherSendsNorSettles() {
    Notice slow = taken();
    database.query("update notice set attempts = attempts + 1 where user_id = $1", user);
    Notice quick = mine();

    assertThat(store.renew(slow, Duration.ofHours(1)).await().atMost(City.PATIENCE)).isFalse();
    store.failed(slow, "timeout").await().atMost(City.PATIENCE);
    store.postpone(slow, Duration.ZERO, "timeout").await().atMost(City.PATIENCE);
    assertThat(mine()).isEqualTo(quick);

    assertThat(store.renew(quick, Duration.ofHours(1)).await().atMost(City.PATIENCE)).isTrue();
    store.sent(quick).await().atMost(City.PATIENCE);
    store.failed(quick, "too late").await().atMost(City.PATIENCE);
    store.failed(slow, "too late").await().atMost(City.PATIENCE);
    assertThat(mine().status()).isEqualTo(NoticeStatus.SENT);
    assertThat(mine().failure()).isNull();
  }

  /** A notice whose first attempt is under way, in nobody else's reach. */
  private Notice taken() {
    City.Made made = city.reported(city.category());
    database.query(
        """
        insert into notice (id, event_id, report_id, kind, relation, user_id, channel, locale, data,
          attempts, next_attempt_at)
        values (gen_random_uuid(), gen_random_uuid(), $1, 'VERIFIED', 'VOTER', $2, 'PUSH', 'id',
          '{"category": {"en": "Lamp", "id": "Lampu"}}', 1, now() + interval '1 hour')
        """,
        made.id(),
        user);
    return mine();
  }

  private Notice mine() {
    return store.list(user, Optional.empty(), 1).await().atMost(City.PATIENCE).getFirst();
  }
}
