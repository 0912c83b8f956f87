package id.loket.payment.payment;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.payment.PaymentGateway.Outcome;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** The simulated gateway's memory: the first answer to an attempt is its only one. */
@Singleton
class SimulatedCharges {
  private final Cassandra cassandra;

  SimulatedCharges(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  Uni<Optional<Outcome>> find(UUID attemptId) {
    return cassandra
        .row(
            "select succeeded, reason from {keyspace}.simulated_charge where attempt_id = ?",
            attemptId)
        .map(found -> found.map(SimulatedCharges::outcomeOf));
  }

  /** Remembers an outcome unless there is one; answers the one that counts. */
  Uni<Outcome> remember(UUID attemptId, Outcome outcome) {
    String reason = outcome instanceof Outcome.Refused refused ? refused.reason() : null;
    return cassandra
        .writeIf(
            "insert into {keyspace}.simulated_charge (attempt_id, succeeded, reason) values (?, ?, ?)"
                + " if not exists",
            attemptId,
            reason == null,
            reason)
        .chain(
            first ->
                first
                    ? Uni.createFrom().item(outcome)
                    : find(attemptId).map(Optional::orElseThrow));
  }

  private static Outcome outcomeOf(Row row) {
    return row.getBoolean("succeeded")
        ? new Outcome.Succeeded()
        : new Outcome.Refused(row.getString("reason"));
  }
}
