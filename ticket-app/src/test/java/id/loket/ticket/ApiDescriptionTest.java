package id.loket.ticket;

import id.loket.kit.testing.ApiDescription;
import id.loket.ticket.testing.TicketAppTest;
import org.junit.jupiter.api.Test;

@TicketAppTest
class ApiDescriptionTest {
  @Test
  void theApiDoesNotChangeUnannounced() {
    ApiDescription.requireUnchanged();
  }
}
