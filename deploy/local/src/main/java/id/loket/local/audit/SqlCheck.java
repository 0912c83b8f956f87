package id.loket.local.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * An invariant ticket-app's database can be asked for.
 *
 * @param counting a query that answers how many there are
 * @param unit of what, plural
 * @param offending queries that answer one line of text per offender
 */
record SqlCheck(String name, String claim, String counting, String unit, List<String> offending)
    implements Check {

  @Override
  public Finding judge(Stores stores) {
    List<String> offenders = new ArrayList<>();
    for (String query : offending) {
      stores.ticket(query).forEach(row -> offenders.add(row.getFirst()));
    }
    return new Finding("%,d %s".formatted(stores.countInTicket(counting), unit), offenders);
  }

  /** I1. The constraint itself must be there too, not only its effect. */
  static Check oneLiveBooking() {
    return new SqlCheck(
        "I1",
        "a seat has at most one live booking, by constraint",
        "select count(*) from seat where deleted_at is null",
        "seats",
        List.of(
            """
            select 'seat ' || seat_id || ' has ' || count(*) || ' live bookings: '
              || string_agg(id || ' ' || status, ', ' order by created_at)
            from booking where status in ('HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
            group by seat_id having count(*) > 1
            """,
            """
            select 'the unique index booking_one_live_per_seat is missing or not valid'
            where not exists (
              select 1 from pg_index where indexrelid = to_regclass('booking_one_live_per_seat')
                and indisunique and indisvalid)
            """));
  }

  /** I2. */
  static Check seatStatus() {
    return new SqlCheck(
        "I2",
        "a seat's status is what its live booking says",
        "select count(*) from seat where deleted_at is null",
        "seats",
        List.of(
            """
            select 'seat ' || id || ' is ' || status || ', its live booking says ' || expected
            from (
              select s.id, s.status, case
                  when exists (select 1 from booking b where b.seat_id = s.id
                    and b.status = 'CONFIRMED') then 'BOOKED'
                  when exists (select 1 from booking b where b.seat_id = s.id
                    and b.status in ('HOLDING', 'PENDING_PAYMENT')) then 'ON_GOING'
                  else 'OPEN' end as expected
              from seat s where s.deleted_at is null) seats
            where status <> expected
            """));
  }

  /**
   * I7: nobody is promoted, or books as a newcomer, past somebody who waited alone; nobody is
   * forgotten. A group is passed over as long as it cannot have all its seats, and no longer.
   */
  static Check waitingLists() {
    return new SqlCheck(
        "I7",
        "waiting lists are first come, first served",
        "select count(*) from booking where queue_number is not null",
        "places in line",
        List.of(
            """
            select 'booking ' || later.id || ' was promoted before booking ' || earlier.id
              || ' on seat ' || later.seat_id
            from booking later
            join booking_change promoted on promoted.booking_id = later.id
              and promoted.version = 2 and promoted.status = 'HOLDING'
            join booking earlier on earlier.seat_id = later.seat_id
              and earlier.queue_number < later.queue_number and earlier.group_id is null
            left join booking_change done on done.booking_id = earlier.id and done.version = 2
            where done.at is null or done.at > promoted.at
            """,
            """
            select 'booking ' || newcomer.id || ' took seat ' || newcomer.seat_id
              || ' past booking ' || waiting.id || ' in line'
            from booking newcomer
            join booking waiting on waiting.seat_id = newcomer.seat_id
              and waiting.queue_number is not null and waiting.created_at < newcomer.created_at
              and waiting.group_id is null
            left join booking_change done on done.booking_id = waiting.id and done.version = 2
            where newcomer.queue_number is null and (done.at is null or done.at > newcomer.created_at)
            """,
            """
            select 'booking ' || b.id || ' joined seat ' || b.seat_id || ' before booking '
              || a.id || ' but stands behind it'
            from booking a join booking b on b.seat_id = a.seat_id and b.created_at < a.created_at
              and b.queue_number > a.queue_number
            """,
            """
            select 'booking ' || b.id || ' waits for seat ' || s.id || ', which is open'
            from booking b join seat s on s.id = b.seat_id join event e on e.id = b.event_id
            where b.status = 'QUEUED' and s.status = 'OPEN' and e.status = 'PUBLISHED'
              and e.starts_at > now() and b.group_id is null
            """,
            """
            select 'group ' || b.group_id || ' waits though all its seats are open'
            from booking b join event e on e.id = b.event_id
            where b.status = 'QUEUED' and b.group_lead and e.status = 'PUBLISHED'
              and e.starts_at > now() and not exists (
                select 1 from booking m join seat s on s.id = m.seat_id
                where m.group_id = b.group_id
                  and (s.status <> 'OPEN' or s.deleted_at is not null))
            """,
            """
            select 'booking ' || b.id || ' waits for event ' || e.id || ', which began '
              || e.starts_at
            from booking b join event e on e.id = b.event_id
            where b.status = 'QUEUED' and e.starts_at < now() - interval '1 minute'
            """,
            """
            select 'user ' || user_id || ' has ' || count(*) || ' places in the line of seat '
              || seat_id
            from booking where one_place and status in
              ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED')
            group by user_id, seat_id having count(*) > 1
            """));
  }
}
