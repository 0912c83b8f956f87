package id.loket.payment;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@QuarkusTest
@QuarkusTestResource(Servers.class)
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.PAYMENT_APP))
        .isEqualTo(
            Map.of(
                "client-app",
                Set.of("GET /invoices/{number}"),
                "ticket-app",
                Set.of(
                    "POST /invoices",
                    "GET /invoices",
                    "GET /invoices/{number}",
                    "POST /invoices/{number}/void",
                    "POST /invoices/{number}/refunds")));
  }
}
