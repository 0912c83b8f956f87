package id.loket.payment;

import static id.loket.payment.testing.Api.asTicketApp;
import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.request;
import static id.loket.payment.testing.Api.status;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.kit.id.Ids;
import id.loket.kit.testing.LocalStackResource;
import id.loket.local.Server;
import id.loket.payment.testing.Receiver.Reply;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Servers are stopped and killed while people pay. */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class OutageTest {
  private static final Duration BOUNDED = Duration.ofSeconds(15);

  @Test
  void withoutRedisPaymentsGoOnAndWhatIsNotDeliveredAtOnceIsSentAfterwards() {
    String before = issue();
    String refused = issue();
    AtomicBoolean isBack = new AtomicBoolean();
    Servers.receiver().answering(refused, hook -> Reply.of(isBack.get() ? 204 : 500));
    LocalStackResource.stack().kill(Server.REDIS);
    try {
      paid(before);
      paid(refused);
      String during = issue();
      paid(during);
      given().get("/q/health/ready").then().statusCode(200);
      eventually().until(() -> !Servers.receiver().hooksOf(before).isEmpty());
      eventually().until(() -> !Servers.receiver().hooksOf(refused).isEmpty());
      eventually().until(() -> !Servers.receiver().hooksOf(during).isEmpty());
    } finally {
      isBack.set(true);
      LocalStackResource.stack().restart(Server.REDIS);
    }

    eventually().until(() -> Servers.receiver().hooksOf(refused).size() > 1);
  }

  @Test
  void withoutCassandraCallersAreToldToTryAgainAndWhatWasAcceptedIsFinished() {
    String number = issue();
    pay(number, "simulated-success").then().statusCode(202);
    LocalStackResource.stack().kill(Server.CASSANDRA);
    try {
      Instant asked = Instant.now();
      asTicketApp()
          .body(request(Ids.next()))
          .post("/invoices")
          .then()
          .statusCode(503)
          .header("Retry-After", equalTo("5"))
          .body("type", equalTo("urn:loket:problem:unavailable"));
      assertTrue(Duration.between(asked, Instant.now()).compareTo(BOUNDED) < 0);
    } finally {
      LocalStackResource.stack().restart(Server.CASSANDRA);
    }

    eventually()
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsMatching(away -> true)
        .until(() -> status(number).equals("PAID"));
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
  }
}
