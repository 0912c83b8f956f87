package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import id.loket.kit.schema.Schema.ServerAway;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The connection to Cassandra, which the driver opens by itself as soon as Cassandra is there.
 * Never waited for on an event loop: the driver opens it on those very loops, so both would wait
 * for ever.
 */
@Singleton
class CassandraSession {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final CompletionStage<QuarkusCqlSession> opening;
  private final String contactPoints;
  private final CassandraJudge judge;

  CassandraSession(
      CompletionStage<QuarkusCqlSession> opening, CassandraConfig config, CassandraJudge judge) {
    this.opening = opening;
    this.contactPoints = config.contactPoints();
    this.judge = judge;
    if (config.tls().isEncrypted()) {
      CassandraTls.use(); // before the session is opened, which its first user does
    }
  }

  /** The session; fails at once while there is none. */
  Uni<QuarkusCqlSession> now() {
    CompletableFuture<QuarkusCqlSession> session = opening.toCompletableFuture();
    return session.isDone()
        ? Uni.createFrom().completionStage(session)
        : Uni.createFrom().failure(this::notReached);
  }

  /**
   * The session, waited for on a thread that may block.
   *
   * @throws ServerAway when Cassandra is not there within a few seconds
   */
  CqlSession await() {
    try {
      return opening.toCompletableFuture().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new ServerAway(notReached());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerAway(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cassandra cannot be used", e.getCause());
    }
  }

  private IOException notReached() {
    return new IOException(
        judge
            .refusal()
            .map(why -> "who answers at " + contactPoints + " is not believed: " + why)
            .orElse("nobody answers at " + contactPoints));
  }
}
