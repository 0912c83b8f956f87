package id.loket.report.person;

import id.loket.kit.person.PersonReader;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What is kept of users: told to them, and forgotten with them. */
@Singleton
public class People implements PersonReader {
  private final PersonStore store;

  People(PersonStore store) {
    this.store = store;
  }

  @Override
  public Uni<String> dataOf(UUID userId) {
    return store.dataOf(userId);
  }

  /**
   * Forgets who that was. Reports stay, as the city's record of what was damaged, without who made
   * them; how many voted stays, who did does not.
   */
  Uni<Void> forget(SqlClient transaction, UUID userId) {
    return store.forget(transaction, userId);
  }
}
