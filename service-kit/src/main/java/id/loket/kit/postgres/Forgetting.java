package id.loket.kit.postgres;

import id.loket.kit.server.Causes;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jboss.logging.Logger;

/**
 * How something is forgotten whose life is over, where one statement is not enough: because it has
 * objects elsewhere, or several tables. A feature produces one as a bean; {@link Retention} calls
 * it, on one replica at a time and one thing after the other. For rows alone there is {@link
 * RowLife}.
 *
 * @param what what is forgotten, as logs name it
 * @param some forgets about so much, in a time far below a minute, and answers whether there may be
 *     more
 */
public record Forgetting(String what, IntFunction<Uni<Boolean>> some) {
  private static final Logger LOG = Logger.getLogger(Forgetting.class);
  private static final int AT_ONCE = 20;

  /**
   * One after the other, a few at a time; one that cannot be forgotten now is left, and tried again
   * with the next run.
   *
   * @param old finds at most so many whose life is over, first ones first
   * @param forget forgets one; what it takes elsewhere goes first, its row last
   */
  public static <T> Forgetting oneByOne(
      String what, IntFunction<Uni<List<T>>> old, Function<T, Uni<Void>> forget) {
    return new Forgetting(
        what,
        most ->
            old.apply(AT_ONCE)
                .chain(
                    found ->
                        Multi.createFrom()
                            .iterable(found)
                            .onItem()
                            .transformToUniAndConcatenate(
                                each -> ifPossible(what, forget.apply(each)))
                            .collect()
                            .asList())
                .map(Forgetting::mayBeMore));
  }

  private static Uni<Boolean> ifPossible(String what, Uni<Void> forgetting) {
    return forgetting
        .replaceWith(true)
        .onFailure()
        .invoke(e -> LOG.warnf("One of %s is forgotten later: %s", what, Causes.line(e)))
        .onFailure()
        .recoverWithItem(false);
  }

  /** As long as some can be forgotten there are others behind those that cannot. */
  private static boolean mayBeMore(List<Boolean> forgotten) {
    return forgotten.size() == AT_ONCE && forgotten.contains(true);
  }
}
