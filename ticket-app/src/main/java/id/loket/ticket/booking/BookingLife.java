package id.loket.ticket.booking;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long it is kept who booked (docs/retention.md). Bookings stay, for the books; after a while
 * without the holder's name, and once no book asks for it any more without their user.
 */
@Singleton
class BookingLife {
  /**
   * Of what is over on both sides: the booking did not change for so long, and neither is its event
   * to come.
   */
  private static final String FORGET =
      """
      with gone as (
        update booking set %s
        where id in (
          select b.id from booking b join event e on e.id = b.event_id
          where b.%s and b.updated_at < now() - $1::bigint * interval '1 second'
            and e.starts_at < now() - $1::bigint * interval '1 second'
            and b.status not in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT')
          order by b.updated_at limit $2 for update of b skip locked)
        returning 1)
      select count(*) from gone
      """;

  @Produces
  @Singleton
  static RowLife names(BookingConfig config) {
    return new RowLife(
        "names in booking",
        config.namesKept(),
        FORGET.formatted("holder_name = null, checked_in_by = null", "holder_name is not null"));
  }

  @Produces
  @Singleton
  static RowLife users(BookingConfig config) {
    return new RowLife(
        "users in booking",
        config.usersKept(),
        FORGET.formatted(
            "user_id = '00000000-0000-0000-0000-000000000000', traceparent = null",
            "user_id <> '00000000-0000-0000-0000-000000000000'"));
  }

  @Produces
  @Singleton
  static RowLife obligations(BookingConfig config) {
    return RowLife.of("obligation", "done_at", config.obligationsKept(), "done_at is not null");
  }
}
