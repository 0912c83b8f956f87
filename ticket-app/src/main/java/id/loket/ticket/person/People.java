package id.loket.ticket.person;

import id.loket.kit.person.PersonReader;
import id.loket.ticket.booking.Bookings;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What is kept of users: told to them, and forgotten with them. */
@Singleton
public class People implements PersonReader {
  private final PersonStore store;
  private final Bookings bookings;

  People(PersonStore store, Bookings bookings) {
    this.store = store;
    this.bookings = bookings;
  }

  @Override
  public Uni<String> dataOf(UUID userId) {
    return store.dataOf(userId);
  }

  /**
   * Gives up the places they wait at: nobody is left to pay. May be asked again, and has to be
   * until it was done.
   */
  Uni<Void> leaveLines(UUID userId) {
    return bookings.leaveLines(userId);
  }

  /**
   * Forgets who that was. Bookings and orders stay, as book-keeping law asks for, under an id that
   * leads to nobody; their papers are drawn again without the name.
   */
  Uni<Void> forget(SqlClient transaction, UUID userId) {
    return store.forget(transaction, userId);
  }
}
