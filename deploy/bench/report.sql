-- The SQL statements report-app runs for one report (Reports.receive: category, calendar, neighbours, report, history,
-- outbox, what its unit is told), in the same transaction, somewhere in a box of 22 km by 22 km.
\set lat random(-6990000, -6790000)
\set lon random(107500000, 107700000)
select gen_random_uuid() as report, :lat / 1e6 as lat, :lon / 1e6 as lon,
  floor((:lat / 1e6 + 90) * 200)::bigint * 100000 + floor((:lon / 1e6 + 180) * 200)::bigint as cell \gset
begin;
select id, code, name_en, name_id, description_en, description_id, unit, sla_hours, duplicate_radius,
  questions::text as questions, takes_video, takes_anonymous, repair_cost_amount,
  repair_cost_currency, active, version, created_at, updated_at
from category where code = 'ukuran' and deleted_at is null;
select unit, zone, hours::text as hours, holidays::text as holidays, version, updated_at
from unit_calendar where unit = (select unit from category where code = 'ukuran' and deleted_at is null);
select id, note, status, votes, metres from (
  select id, note, status, votes, anonymous, 2 * 6371000 * asin(least(1, sqrt(
    power(sin(radians(shown_lat - :lat) / 2), 2)
    + cos(radians(:lat)) * cos(radians(shown_lat))
      * power(sin(radians(shown_lon - :lon) / 2), 2)))) as metres
  from (
    select id, note, status, votes, anonymous,
      case when anonymous then (floor(lat * 500) + 0.5) / 500 else lat end as shown_lat,
      case when anonymous then (floor(lon * 500) + 0.5) / 500 else lon end as shown_lon
    from report
    where category_id = '00000000-0000-7000-8000-000000000000'
      and cell = any(array[:cell::bigint, :cell::bigint + 1, :cell::bigint + 100000, :cell::bigint + 100001])
      and deleted_at is null
      and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS')
      and visibility = 'PUBLIC') as candidate) as found
where metres <= 50 + case when anonymous then 160 else 0 end
order by metres limit 5;
insert into report (id, category_id, note, lat, lon, address, cell, reporter_id,
  anonymous, contact_name, contact_mail, contact_phone, locale, channels, visibility,
  answers, status, unit, source, due_at, created_at, updated_at, traceparent, clock_from,
  warn_at)
values (:report::uuid, '00000000-0000-7000-8000-000000000000', 'Lampu padam di depan pasar', :lat, :lon, null,
  :cell, null, true, null, null, null, 'id', array['MAIL'], 'PUBLIC', '{}'::text::jsonb, 'RECEIVED',
  'unit-ukuran', 'API', now() + interval '72 hours', now(), now(), null,
  now(), now() + interval '54 hours');
insert into report_change (id, report_id, kind, status, note, by_id, by_role, unit,
  assignee_id, other_report, media_id, at)
values (gen_random_uuid(), :report::uuid, 'RECEIVED', 'RECEIVED', null, null, 'reporter', 'unit-ukuran',
  null, null, null, now());
insert into outbox (id, type, subject, time, data, traceparent)
values (gen_random_uuid(), 'report.received', :report::text, now(), repeat('{"id":"0192f0c1"},', 20), null);
insert into unit_alert (id, unit, user_id, report_id, kind, at)
values (gen_random_uuid(), 'unit-ukuran', null, :report::uuid, 'NEW', now());
commit;
