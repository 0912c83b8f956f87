-- The SQL statements ticket-app runs for one booking (FastPathStore: take and billed), each a transaction of its own, on a fresh seat
-- and for another user each time.
\set i :i + 1
\set n :client_id * 10000 + :i
select ('00000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid as seat, gen_random_uuid() as booking \gset
select * from take_seat(:booking::uuid, :booking::uuid, 'Citizen Loket', 'id', '00000000-0000-7000-8000-000000000000', :seat::uuid,
  now(), 30000, null, 10, null, null, null);
with changed as (
  update booking b set status = 'PENDING_PAYMENT', version = b.version + 1,
    invoice_number = 'INV-20270301-' || substr(:booking::text, 1, 16),
    payment_url = 'http://127.0.0.1:8093/pay/INV-20270301-0000000000000000',
    expires_at = now() + interval '15 min', updated_at = now(), reason = null, work_until = null,
    give_up_at = null, ask_at = null, asked = 0, unsettled_since = null
  where b.id = :booking::uuid and b.version = 1 and b.status = 'HOLDING'
  returning b.id, b.version, b.status, b.updated_at),
noted as (
  insert into booking_change (booking_id, version, status, at)
  select id, version, status, updated_at from changed),
told as (
  insert into outbox (id, type, subject, time, data, traceparent)
  select gen_random_uuid(), 'booking.pending', :booking::text, now(), repeat('{"id":"0192f0c1"},', 40), null from changed),
answered as (
  update idempotency_key k set status = null, location = null, body = null
  from changed where k.scope = null and k.key = null)
select 1 from changed;
