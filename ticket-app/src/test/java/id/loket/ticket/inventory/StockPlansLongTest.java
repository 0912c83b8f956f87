package id.loket.ticket.inventory;

import id.loket.ticket.testing.TicketAppTest;
import org.junit.jupiter.api.Tag;

/** The same beside a million finished rows. */
@TicketAppTest
@Tag("long")
class StockPlansLongTest extends StockPlansTest {
  @Override
  protected int finished() {
    return 1_000_000;
  }
}
