package id.loket.kit.postgres;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Statements of one transaction that do not need each other's answers: sent without a wait between
 * them, run in the order given.
 */
public final class Pipeline {
  private Pipeline() {}

  /**
   * Sends all of them.
   *
   * @return fails with what the first that failed did: those behind it failed with its transaction
   */
  public static Uni<Void> of(List<Uni<Void>> statements) {
    return statements.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.combine().all().unis(statements).discardItems();
  }

  /** Sends both. */
  public static Uni<Void> of(Uni<Void> first, Uni<Void> second) {
    return of(List.of(first, second));
  }
}
