package id.loket.ticket.booking;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/** Something another feature writes in the very transaction that gives a booking a new status. */
public interface BookingFollower {
  /** Called with the seat locked; must not call another system. */
  Uni<Void> follow(SqlClient transaction, Booking changed);
}
