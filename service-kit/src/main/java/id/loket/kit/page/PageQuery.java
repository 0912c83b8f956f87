package id.loket.kit.page;

import id.loket.kit.problem.Problem;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The {@code limit} and {@code cursor} parameters of every list; used as a bean parameter. */
public class PageQuery {
  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 250;

  @QueryParam("limit")
  @Parameter(description = "entries per page, 1 to 250", example = "50")
  String limit;

  @QueryParam("cursor")
  @Parameter(description = "the 'next' of the page before")
  String cursor;

  /** A query made in code. */
  public static PageQuery of(int limit, String cursor) {
    PageQuery query = new PageQuery();
    query.limit = String.valueOf(limit);
    query.cursor = cursor;
    return query;
  }

  /**
   * How many entries a page holds at most.
   *
   * @throws Problem {@code invalid-input} when it is not a whole number from 1 to {@value
   *     #MAX_LIMIT}
   */
  public int limit() {
    if (limit == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int wanted = Integer.parseInt(limit);
      if (wanted >= 1 && wanted <= MAX_LIMIT) {
        return wanted;
      }
    } catch (NumberFormatException notANumber) {
      // falls through to the problem
    }
    throw Problem.invalid("limit", "field.limit", MAX_LIMIT);
  }

  /**
   * Behind which entry the page starts; empty for the first page.
   *
   * @throws Problem {@code invalid-cursor} for a text that is no cursor of ours
   */
  public Optional<Cursor> cursor() {
    return Optional.ofNullable(cursor).map(Cursor::decode);
  }

  /** The cursor as it came, for lists in another order than that of their making; may be null. */
  protected String cursorText() {
    return cursor;
  }
}
