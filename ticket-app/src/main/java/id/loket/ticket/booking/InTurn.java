package id.loket.ticket.booking;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;

/** Several things in one transaction: one after the other, as it has to be on one connection. */
final class InTurn {
  private InTurn() {}

  /** Does it for each and answers what came of them, in their order. */
  static <T, R> Uni<List<R>> each(List<T> items, Function<T, Uni<R>> what) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(item -> what.apply(item))
        .collect()
        .asList();
  }
}
