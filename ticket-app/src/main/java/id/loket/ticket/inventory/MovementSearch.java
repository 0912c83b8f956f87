package id.loket.ticket.inventory;

import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;

/** Of which item movements are asked for; used as a bean parameter. */
public class MovementSearch extends PageQuery {
  @QueryParam("store")
  @NotBlank
  @Size(max = StockRow.LONGEST_NAME)
  String store;

  @QueryParam("item")
  @NotBlank
  @Size(max = StockRow.LONGEST_NAME)
  String item;

  String store() {
    return store;
  }

  String item() {
    return item;
  }

  /** Before which movement; null for the newest. */
  Long before() {
    try {
      return cursorText() == null ? null : Long.valueOf(cursorText());
    } catch (NumberFormatException notOurs) {
      throw new Problem(ProblemType.INVALID_CURSOR);
    }
  }
}
