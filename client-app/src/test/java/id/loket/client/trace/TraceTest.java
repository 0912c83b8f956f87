package id.loket.client.trace;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import id.loket.kit.trace.Traces;
import io.netty.util.concurrent.EventExecutor;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TraceTest extends ClientAppTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int REQUESTS = 8;
  private static final String OTHERS = "0af7651916cd43dd8448eb211c80319c";

  @Inject Traces traces;
  @Inject Vertx vertx;
  @Inject Pool pool;

  @Test
  void aRequestHasATraceOfItsOwnWhateverRanOnItsThreadBefore() throws Exception {
    runACallbackOfAnotherTraceOnEveryEventLoop();

    Set<String> seen = new HashSet<>();
    for (int n = 0; n < REQUESTS; n++) {
      String email = Person.newEmail();
      Person.register(email).statusCode(202);
      seen.add(traceOfTheMailTo(email));
    }

    assertThat(seen).hasSize(REQUESTS).doesNotContain(OTHERS);
  }

  /** As a client's own thread completes something a request has waited for: outside of Vert.x. */
  private void runACallbackOfAnotherTraceOnEveryEventLoop() throws Exception {
    Uni<Uni<Void>> assembled =
        traces.continued(
            "00-" + OTHERS + "-b7ad6b7169203331-01",
            "something else",
            SpanKind.INTERNAL,
            () -> Uni.createFrom().item(Uni.createFrom().voidItem().invoke(() -> {})));
    Uni<Void> callback = assembled.await().atMost(LONG);
    for (EventExecutor loop : vertx.nettyEventLoopGroup()) {
      loop.submit(() -> callback.subscribe().with(done -> {})).get();
    }
  }

  private String traceOfTheMailTo(String email) {
    return pool.preparedQuery(
            """
            select split_part(m.traceparent, '-', 2) as trace
            from mail m join registration u on u.id = m.user_id where lower(u.email) = lower($1)
            """)
        .execute(Tuple.of(email))
        .map(rows -> rows.iterator().next().getString("trace"))
        .await()
        .atMost(LONG);
  }
}
