-- Takes an open seat nobody waits for, with the key of the request, in one round trip and one commit (docs/adr/0043). Each statement
-- in here sees what was committed before it, so what is counted under a lock is counted right: a single statement would see
-- everything as it was before it waited. Locks in the order everything here is locked in: key, user and event, seat.
-- Where anything else is the case it does nothing and answers nothing: then the caller finds out what, and says so.
create function take_seat(
  new_id uuid, of_user uuid, of_name text, of_locale text, of_event uuid, of_seat uuid, at_time timestamptz, lease_millis bigint,
  in_trace text, most_of_event int, of_scope text, of_key text, of_fingerprint text)
returns table (
  title text, venue text, starts_at timestamptz, organiser_url text,
  label text, section text, row_label text, price_amount bigint, price_currency text)
language plpgsql as $$
#variable_conflict use_column
begin
  -- somebody has it: nobody waits for a lock to learn that
  if not exists (
      select 1 from seat s
      where s.id = of_seat and s.event_id = of_event and s.status = 'OPEN' and s.deleted_at is null) then
    return;
  end if;
  if of_scope is not null then
    insert into idempotency_key (scope, key, fingerprint, resource_id)
    values (of_scope, of_key, of_fingerprint, new_id)
    on conflict do nothing;
    if not found then
      return;
    end if;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('booking ' || of_user || ' ' || of_event, 0));
  perform 1 from seat s where s.id = of_seat for update;
  return query
    with free as (
      select s.id, s.event_id, s.label, s.section, s.row_label, s.price_amount, s.price_currency,
        e.title, e.venue, e.starts_at, e.organiser_url
      from seat s join event e on e.id = s.event_id
      where s.id = of_seat and s.event_id = of_event and s.status = 'OPEN' and s.deleted_at is null
        and e.status = 'PUBLISHED' and e.deleted_at is null
        and at_time >= coalesce(e.sales_from, '-infinity') and at_time < coalesce(e.sales_until, 'infinity')
        and at_time < e.starts_at
        and not exists (select 1 from booking b where b.seat_id = of_seat and b.status = 'QUEUED')
        and not exists (
          select 1 from booking b
          where b.seat_id = of_seat and b.user_id = of_user
            and b.status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED'))
        and most_of_event > (
          select count(*) from booking b
          where b.user_id = of_user and b.event_id = of_event
            and b.status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED'))),
    held as (
      insert into booking (id, user_id, holder_name, locale, event_id, seat_id, status, version,
        price_amount, price_currency, work_until, give_up_at, created_at, updated_at, traceparent, one_place)
      select new_id, of_user, of_name, of_locale, f.event_id, f.id, 'HOLDING', 1, f.price_amount, f.price_currency,
        now() + lease_millis * interval '1 millisecond', at_time, at_time, at_time, in_trace, true
      from free f
      returning id, version, status, created_at),
    noted as (
      insert into booking_change (booking_id, version, status, at)
      select h.id, h.version, h.status, h.created_at from held h),
    taken as (
      update seat set status = 'ON_GOING', version = seat.version + 1 from free f where seat.id = f.id
      returning seat.id, seat.event_id, seat.status, seat.version),
    told as (
      insert into seat_change (seat_id, event_id, status, version)
      select t.id, t.event_id, t.status, t.version from taken t)
    select f.title, f.venue, f.starts_at, f.organiser_url, f.label, f.section, f.row_label, f.price_amount, f.price_currency
    from free f;
  if not found and of_scope is not null then
    delete from idempotency_key k where k.scope = of_scope and k.key = of_key;
  end if;
end
$$;
