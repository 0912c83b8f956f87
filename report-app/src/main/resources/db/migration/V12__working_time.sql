-- When a unit works: its reports' time runs only then. A unit without a row works around the clock.
create table unit_calendar (
  unit       text        primary key,
  zone       text        not null,
  hours      jsonb       not null,
  holidays   jsonb       not null,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- The clock of a report: since when it runs (null: since the report came in), how much working time it had used before,
-- and when the unit is to be told that little is left (null: told, or too late for it). While the reporter is asked
-- something, it runs from the moment at which the unit stops waiting for an answer.
alter table report add column clock_from timestamptz;
alter table report add column clock_used_ms bigint not null default 0;
alter table report add column warn_at timestamptz;
alter table report add column question_id uuid;
create index report_warn on report (warn_at)
  where warn_at is not null and deleted_at is null and sla_breached_at is null
    and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS');

-- Each time a clock ran out. A report that is opened again gets a new clock; this stays.
create table sla_breach (
  id          uuid        primary key,
  report_id   uuid        not null references report,
  category_id uuid        not null,
  unit        text        not null,
  clock_from  timestamptz not null,
  due_at      timestamptz not null,
  breached_at timestamptz not null
);
create index sla_breach_of_report on sla_breach (report_id, breached_at);
create index sla_breach_of_unit on sla_breach (unit, breached_at);
create trigger history_stays before update or delete on sla_breach
  for each row execute function history_stays();
-- What ran out before this version; when it had been due was not kept apart from the report.
insert into sla_breach (id, report_id, category_id, unit, clock_from, due_at, breached_at)
select change.id, report.id, report.category_id, coalesce(change.unit, report.unit), report.created_at,
  least(report.due_at, change.at), change.at
from report_change change join report on report.id = change.report_id where change.kind = 'SLA_BREACHED';

-- What the officers of a unit are still to be told: gone as soon as the mail to them is written down.
create table unit_alert (
  id        uuid        primary key,
  unit      text        not null,
  user_id   uuid, -- null: all officers of the unit
  report_id uuid        not null references report,
  kind      text        not null check (kind in ('NEW', 'ASSIGNED', 'REOPENED', 'ANSWERED', 'SOON_LATE', 'LATE')),
  at        timestamptz not null default now()
);
create index unit_alert_of_unit on unit_alert (unit, at, id);
create index unit_alert_age on unit_alert (at);

-- A mail to an officer may tell of many reports.
alter table notice alter column report_id drop not null;
