package id.loket.ticket.inventory;

import id.loket.ticket.testing.TicketAppTest;
import jakarta.enterprise.inject.Typed;
import org.junit.jupiter.api.Tag;

/** The same beside a million finished rows; as a bean it is not taken for the other. */
@TicketAppTest
@Typed(StockPlansLongTest.class)
@Tag("long")
class StockPlansLongTest extends StockPlansTest {
  @Override
  protected int finished() {
    return 1_000_000;
  }
}
