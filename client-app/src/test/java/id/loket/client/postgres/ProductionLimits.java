package id.loket.client.postgres;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** PostgreSQL is waited for as long as in production, not as long as on a busy test machine. */
public class ProductionLimits implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "loket.postgres.limits.statement", "7s",
        "loket.postgres.limits.lock", "5s",
        "loket.postgres.limits.idle-transaction", "15s",
        "loket.postgres.limits.silence", "9s",
        "loket.postgres.limits.connection", "5s");
  }
}
