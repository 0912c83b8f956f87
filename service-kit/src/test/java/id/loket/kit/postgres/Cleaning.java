package id.loket.kit.postgres;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Retention as a test sees it: at work when asked to. */
public final class Cleaning {
  private Cleaning() {}

  /** The tables it cleans. */
  public static List<String> tables(Retention retention) {
    return retention.tables();
  }

  /** One cleaning of all of them. */
  public static Uni<Void> run(Retention retention) {
    return retention.clean();
  }
}
