package id.loket.ticket.inventory;

import org.junit.jupiter.api.Tag;

/** The same beside a million finished rows. */
@Tag("long")
class StockPlansLongTest extends StockPlansTest {
  @Override
  protected int finished() {
    return 1_000_000;
  }
}
