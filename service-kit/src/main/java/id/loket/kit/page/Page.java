package id.loket.kit.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param items the entries
 * @param next the cursor of the page behind it, or null on the last page
 */
public record Page<T>(List<T> items, @JsonInclude(JsonInclude.Include.ALWAYS) String next) {

  /**
   * A page out of one entry more than asked for: the surplus entry only tells that there is more.
   *
   * @param fetched up to {@code limit + 1} entries in list order
   * @param cursor where the list goes on behind an entry
   */
  public static <T> Page<T> of(List<T> fetched, int limit, Function<T, Cursor> cursor) {
    if (fetched.size() <= limit) {
      return new Page<>(fetched, null);
    }
    List<T> shown = List.copyOf(fetched.subList(0, limit));
    return new Page<>(shown, cursor.apply(shown.getLast()).encode());
  }

  /** The same page showing something else of each entry. */
  public <R> Page<R> map(Function<T, R> view) {
    return new Page<>(items.stream().map(view).toList(), next);
  }
}
