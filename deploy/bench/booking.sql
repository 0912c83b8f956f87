-- The SQL statements ticket-app runs for one booking (Bookings.take, Holding.awaitPayment and the
-- outbox), in the same two transactions, on a fresh seat each time.
\set i :i + 1
\set n :client_id * 10000 + :i
select ('00000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid as seat, gen_random_uuid() as booking \gset
begin;
select id, event_id, label, section, row_label, price_amount, price_currency, status, version, created_at
from seat where id = :seat::uuid and deleted_at is null for update;
select id, title, venue, starts_at, description, organiser_url, organiser_id, status, sales_from, sales_until, version, created_at
from event where id = '00000000-0000-7000-8000-000000000000' and deleted_at is null;
with made as (
  insert into booking (id, user_id, holder_name, locale, event_id, seat_id, status, version,
    price_amount, price_currency, work_until, give_up_at, created_at, updated_at, queue_number)
  values (:booking::uuid, '00000000-0000-7000-8000-000000000001', 'Citizen Loket', 'id',
    '00000000-0000-7000-8000-000000000000', :seat::uuid, 'HOLDING', 1, 150000, 'IDR',
    now() + interval '30 s', now() + interval '30 s', now(), now(), null)
  returning id, version, status, created_at)
insert into booking_change (booking_id, version, status, at)
select id, version, status, created_at from made;
with changed as (
  update seat set status = 'ON_GOING', version = version + 1 where id = :seat::uuid
  returning id, event_id, status, version)
select pg_notify('seat', json_build_object('seatId', id, 'eventId', event_id,
                                           'status', status, 'version', version)::text)
from changed;
commit;
begin;
select seat_id from booking where id = :booking::uuid;
select id, event_id, label, section, row_label, price_amount, price_currency, status, version, created_at
from seat where id = :seat::uuid and deleted_at is null for update;
select b.*, e.title, e.venue, e.starts_at, e.organiser_url,
  (e.status = 'PUBLISHED' and e.starts_at > now()) as takes_place,
  s.label, s.section, s.row_label,
  case when b.status = 'QUEUED' then (
    select count(*) from booking ahead
    where ahead.seat_id = b.seat_id and ahead.status = 'QUEUED'
      and ahead.queue_number <= b.queue_number) end as position
from booking b join event e on e.id = b.event_id join seat s on s.id = b.seat_id
where b.id = :booking::uuid;
with changed as (
  update booking set status = 'PENDING_PAYMENT', version = 2, promoted = false,
    invoice_number = 'INV-20270301-' || substr(:booking::text, 1, 16),
    payment_url = 'http://127.0.0.1:8093/pay/INV-20270301-0000000000000000',
    expires_at = now() + interval '15 min', reason = null, work_until = null, give_up_at = null,
    updated_at = now(), order_id = null, order_total = null
  where id = :booking::uuid and version = 2 - 1
  returning id, version, status, reason, updated_at)
insert into booking_change (booking_id, version, status, reason, at)
select id, version, status, reason, updated_at from changed;
insert into outbox (id, type, subject, time, data)
values (gen_random_uuid(), 'booking.pending', :booking::text, now(), repeat('{"id":"0192f0c1"},', 40));
commit;
