package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.report.report.Channel;
import id.loket.report.testing.City;
import id.loket.report.testing.ReportAppTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Nobody is flooded through us, and SMS cost no more in a day than was meant (H7). */
@ReportAppTest
class BudgetsTest {
  @Inject Pool pool;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void aRecipientGetsSoManyMessagesADayFromAllReplicasTogether() {
    Budgets one = new Budgets(pool, 2, 0, metrics);
    Budgets other = new Budgets(pool, 2, 0, metrics);
    String address = UUID.randomUUID() + "@example.org";

    one.spend(Channel.MAIL, address).await().atMost(City.PATIENCE);
    other.spend(Channel.MAIL, " " + address.toUpperCase(Locale.ROOT)).await().atMost(City.PATIENCE);

    assertThatThrownBy(() -> one.spend(Channel.MAIL, address).await().atMost(City.PATIENCE))
        .isInstanceOf(Budgets.Spent.class);
    one.spend(Channel.MAIL, "other-" + address).await().atMost(City.PATIENCE);
    assertThat(over("recipient")).isEqualTo(1);
  }

  @Test
  void smsOfAllTogetherHaveABudgetThatIsCountedWhenItIsUsedUp() {
    Budgets budgets = new Budgets(pool, 2, 0, metrics);

    assertThatThrownBy(
            () ->
                budgets
                    .spend(Channel.SMS, "+62 815 " + UUID.randomUUID())
                    .await()
                    .atMost(City.PATIENCE))
        .isInstanceOf(Budgets.Spent.class);

    assertThat(over("sms")).isEqualTo(1);
  }

  private double over(String budget) {
    return metrics.counter("loket.notice.over.budget", "budget", budget).count();
  }
}
