-- What can be reported, who repairs it, and within how many hours.
create table category (
  id                   uuid primary key,
  code                 text        not null,
  name_en              text        not null,
  name_id              text        not null,
  description_en       text,
  description_id       text,
  unit                 text        not null, -- the responsible one, in kebab case
  sla_hours            int         not null check (sla_hours > 0),
  duplicate_radius     int         not null check (duplicate_radius between 0 and 500), -- metres; 0: none are looked for
  questions            jsonb       not null default '[]',
  takes_video          boolean     not null default false,
  takes_anonymous      boolean     not null default false,
  repair_cost_amount   bigint,
  repair_cost_currency text,
  active               boolean     not null default true,
  version              bigint      not null default 1,
  created_at           timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  deleted_at           timestamptz
);
create unique index category_code on category (code) where deleted_at is null;
create index category_list on category (created_at, id) where deleted_at is null;

-- Which unit an officer works for.
create table officer (
  user_id    uuid primary key,
  unit       text        not null,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index officer_of_unit on officer (unit, created_at, user_id);

create table report (
  id              uuid primary key,
  category_id     uuid             not null references category,
  note            text             not null,
  lat             double precision check (lat between -90 and 90),
  lon             double precision check (lon between -180 and 180),
  address         text,
  -- the square of 0.005 degrees it lies in, for finding those nearby: Cells in the code
  cell            bigint,
  -- null: reported without signing in
  reporter_id     uuid,
  -- the public sees neither who reported nor exactly where
  anonymous       boolean          not null,
  contact_name    text,
  contact_mail    text,
  contact_phone   text,
  locale          text             not null default 'id' check (locale in ('id', 'en')),
  channels        text[]           not null default '{}',
  visibility      text             not null default 'PUBLIC' check (visibility in ('PUBLIC', 'PRIVATE')),
  answers         jsonb            not null default '{}',
  status          text             not null check (status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS', 'RESOLVED', 'REJECTED')),
  unit            text             not null,
  assignee_id     uuid,
  duplicate_of    uuid references report,
  votes           int              not null default 0,
  source          text             not null default 'API' check (source in ('API', 'OPEN311', 'SAMPLE')),
  due_at          timestamptz      not null,
  sla_breached_at timestamptz,
  resolved_at     timestamptz,
  version         bigint           not null default 1,
  created_at      timestamptz      not null default now(),
  updated_at      timestamptz      not null default now(),
  deleted_at      timestamptz,
  traceparent     text,
  -- The transaction that wrote this state. What committed since a snapshot was taken is found by it without gaps, which
  -- times cannot promise: a transaction may commit after one that began later.
  changed_in      xid8             not null default pg_current_xact_id(),
  check (lat is not null or address is not null),
  check ((lat is null) = (lon is null) and (lat is null) = (cell is null))
);
create index report_list on report (created_at, id) where deleted_at is null;
create index report_of_reporter on report (reporter_id, created_at, id) where deleted_at is null;
create index report_of_unit on report (unit, status, created_at, id) where deleted_at is null;
create index report_of_category on report (category_id, created_at, id) where deleted_at is null;
create index report_nearby on report (category_id, cell)
  where deleted_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS');
create index report_due on report (due_at)
  where deleted_at is null and sla_breached_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS');
create index report_duplicates on report (duplicate_of) where duplicate_of is not null;
create index report_changed on report (changed_in, id);

create function report_is_changed() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end
$$;
create trigger report_is_changed before update on report for each row execute function report_is_changed();

-- Who else suffers from it, and is told with the reporter.
create table vote (
  report_id  uuid        not null references report,
  voter_id   uuid        not null,
  locale     text        not null default 'id' check (locale in ('id', 'en')),
  channels   text[]      not null default '{}',
  created_at timestamptz not null default now(),
  primary key (report_id, voter_id)
);

-- All that ever happened to a report. Only ever appended to: the trigger below holds that.
create table report_change (
  id           uuid primary key,
  report_id    uuid        not null references report,
  kind         text        not null,
  status       text        not null, -- after it
  note         text,
  by_id        uuid,
  by_role      text        not null check (by_role in ('reporter', 'officer', 'admin', 'system')),
  unit         text,
  assignee_id  uuid,
  other_report uuid,
  media_id     uuid,
  at           timestamptz not null default now()
);
create index report_change_of_report on report_change (report_id, at, id);

create function history_stays() returns trigger language plpgsql as $$
begin
  raise exception 'history is only ever appended to';
end
$$;
create trigger history_stays before update or delete on report_change
  for each row execute function history_stays();

-- Photos and videos. A row is there before its object and says which objects there are (I8).
create table media (
  id            uuid primary key,
  report_id     uuid        not null references report,
  purpose       text        not null check (purpose in ('BEFORE', 'AFTER')),
  uploader_id   uuid,
  sha256        text        not null,
  size          bigint      not null,
  status        text        not null check (status in
                  ('STAGING', 'UPLOADED', 'PLACED', 'STORED', 'REJECTED', 'DELETED')),
  reason        text,
  content_type  text,
  width         int,
  height        int,
  -- where the photo says it was taken
  suggested_lat double precision,
  suggested_lon double precision,
  variants      text[]      not null default '{}',
  attempts      int         not null default 0,
  -- nobody else works on it before this time
  work_until    timestamptz not null default now(),
  -- REJECTED and DELETED: when nothing of it was left in the object store
  cleared_at    timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  traceparent   text,
  check ((status = 'REJECTED') = (reason is not null))
);
-- the same photo sent twice makes one
create unique index media_once on media (report_id, sha256) where status not in ('REJECTED', 'DELETED');
create index media_of_report on media (report_id, created_at, id);
create index media_unfinished on media (work_until)
  where status in ('STAGING', 'UPLOADED', 'PLACED') or (status in ('REJECTED', 'DELETED') and cleared_at is null);

-- What officers answer often.
create table answer_template (
  id         uuid primary key,
  unit       text, -- null: for all
  title      text        not null,
  text_en    text        not null,
  text_id    text        not null,
  version    bigint      not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index answer_template_list on answer_template (created_at, id);

-- Browsers that want to be told (Web Push, RFC 8030).
create table push_subscription (
  id         uuid primary key,
  user_id    uuid        not null,
  endpoint   text        not null,
  p256dh     text        not null,
  auth       text        not null,
  created_at timestamptz not null default now()
);
create unique index push_subscription_endpoint on push_subscription (endpoint);
create index push_subscription_of_user on push_subscription (user_id);

-- One row per person, channel and thing to tell, from the transaction that takes the event in until it was sent.
create table notice (
  id              uuid primary key,
  event_id        uuid        not null,
  report_id       uuid        not null references report,
  kind            text        not null,
  user_id         uuid,       -- null: the contact a report was made with
  channel         text        not null check (channel in ('MAIL', 'SMS', 'PUSH', 'WEB_PUSH')),
  subscription_id uuid,
  locale          text        not null,
  data            text        not null, -- what its text is written from
  status          text        not null default 'PENDING' check (status in ('PENDING', 'SENT', 'FAILED')),
  attempts        int         not null default 0,
  next_attempt_at timestamptz not null default now(),
  sent_at         timestamptz,
  failure         text,
  created_at      timestamptz not null default now(),
  traceparent     text
);
create unique index notice_once on notice (event_id, user_id, channel, subscription_id) nulls not distinct;
create index notice_pending on notice (next_attempt_at) where status = 'PENDING';
create index notice_of_user on notice (user_id, created_at, id);
create index notice_of_report on notice (report_id, created_at, id);
