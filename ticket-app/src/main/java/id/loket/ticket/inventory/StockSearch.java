package id.loket.ticket.inventory;

import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Whose stock of what; used as a bean parameter. */
public class StockSearch extends PageQuery {
  @QueryParam("store")
  @Size(max = StockRow.LONGEST_NAME)
  @Parameter(description = "of that store only", example = "Makassar")
  String store;

  @QueryParam("item")
  @Size(max = StockRow.LONGEST_NAME)
  @Parameter(description = "that item only", example = "Kaus")
  String item;

  String store() {
    return store;
  }

  String item() {
    return item;
  }

  Place behind() {
    return cursorText() == null ? new Place(null, null) : Place.decode(cursorText());
  }

  /** Where a page ended: names order this list, not times, so the kit's cursor does not fit. */
  record Place(String store, String item) {
    static Place of(StockItem last) {
      return new Place(last.store(), last.item());
    }

    String encode() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((store + "\n" + item).getBytes(StandardCharsets.UTF_8));
    }

    static Place decode(String text) {
      try {
        String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        String[] names = plain.split("\n", -1);
        if (names.length == 2 && plain.indexOf('\0') < 0) {
          return new Place(names[0], names[1]);
        }
      } catch (IllegalArgumentException notOurs) {
        // falls through to the problem
      }
      throw new Problem(ProblemType.INVALID_CURSOR);
    }
  }
}
