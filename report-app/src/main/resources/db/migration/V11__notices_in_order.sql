-- When what a notice tells of happened: notices of one report go to one person in that order, each when the one before
-- it is sent or given up. Whose contact it goes to, where that is not the report's own: that of one merged into it.
alter table notice add column event_at timestamptz not null default now();
alter table notice add column contact_report uuid references report;
create index notice_line on notice
  (report_id, coalesce(user_id, contact_report, report_id), channel, event_at, id) where status = 'PENDING';
create unique index notice_once_each on notice (event_id, user_id, contact_report, channel, subscription_id)
  nulls not distinct;
drop index notice_once;

-- What is still to be told to voters, of whom there may be many: they are written down some hundred at a time, by their
-- ids. The row goes with the last of them.
create table notice_fan_out (
  event_id        uuid        primary key,
  report_id       uuid        not null references report,
  kind            text        not null,
  data            text        not null,
  event_at        timestamptz not null,
  after_voter     uuid        not null,
  next_attempt_at timestamptz not null default now(),
  traceparent     text
);
create index notice_fan_out_due on notice_fan_out (next_attempt_at);

-- The object store told of the object before the row said that it lies in its place.
alter table media add column arrived_at timestamptz;
