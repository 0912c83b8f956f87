package id.loket.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.testing.OpenDoors;
import id.loket.local.LoketService;
import id.loket.ticket.testing.TicketAppTest;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Other services get through to what is said here, by name, and to nothing else (M10). */
@TicketAppTest
class OpenDoorsTest {
  @Test
  void servicesAreAllowedByNamePerEndpoint() {
    assertThat(OpenDoors.of(LoketService.TICKET_APP))
        .isEqualTo(
            Map.of(
                "client-app",
                Set.of(
                    "POST /bookings",
                    "GET /bookings/{id}",
                    "DELETE /bookings/{id}",
                    "GET /bookings/groups/{id}",
                    "DELETE /bookings/groups/{id}",
                    "POST /bookings/groups/{id}/cancellations",
                    "GET /bookings/{id}/ticket",
                    "GET /inventory/alerts/{id}",
                    "GET /people/{userId}")));
  }
}
