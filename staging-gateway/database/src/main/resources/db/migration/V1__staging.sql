-- Who works in the field. The account is client-app's; the core names a collector by the address they sign in with.
create table collector (
  id            uuid primary key,
  email         text        not null unique,
  name          text        not null,
  trail_consent boolean     not null default false,
  created_at    timestamptz not null default now()
);

-- A device acts for one collector; a collector has one that is ACTIVE.
create table device (
  id            uuid primary key,
  collector_id  uuid        not null references collector,
  model         text        not null,
  system        text        not null,
  version_code  int         not null,
  status        text        not null check (status in ('ACTIVE', 'REPLACED', 'REVOKED')),
  bound_at      timestamptz not null default now(),
  last_login_at timestamptz not null default now(),
  last_sync_at  timestamptz,
  revoked_by    text,
  revoked_for   text
);
create unique index device_active on device (collector_id) where status = 'ACTIVE';
create index device_last_sync on device (last_sync_at);

-- What the core supplies.
create table customer (
  id        uuid primary key,
  core_ref  text not null unique,
  name      text not null,
  phone     text,
  address   text not null,
  lat       double precision,
  lon       double precision
);
create table contract (
  id          uuid primary key,
  core_ref    text   not null unique,
  customer_id uuid   not null references customer,
  outstanding bigint not null,
  currency    text   not null,
  due_date    date   not null
);
create index contract_customer on contract (customer_id);
create table assignment (
  id          uuid primary key,
  core_ref    text not null unique,
  contract_id uuid not null references contract,
  collector   text not null,
  day         date not null,
  priority    int  not null,
  withdrawn   boolean not null default false,
  -- the supply that said so: an older one says nothing any more
  supply      bigint  not null
);
create index assignment_contract on assignment (contract_id);

-- What a collector's phone has to learn: one row per assignment, moved to the end by each change. The transaction orders them: what an
-- earlier one commits late is not passed over, because nothing is shown before every earlier transaction has ended.
create table change (
  collector     text    not null,
  assignment_id uuid    not null references assignment,
  deleted       boolean not null,
  transaction   xid8    not null default pg_current_xact_id(),
  changed_at    timestamptz not null default now(),
  primary key (collector, assignment_id)
);
create index change_feed on change (collector, transaction, assignment_id);
create index change_tombstone on change (changed_at) where deleted;
-- Tombstones of transactions before this one are gone: a token from before it begins anew.
create table change_horizon (
  single      boolean primary key default true check (single),
  transaction xid8 not null,
  -- another database, another edition: tokens of one mean nothing in the other
  edition     uuid not null default gen_random_uuid()
);
insert into change_horizon (transaction) values ('0');

create table batch (
  id           uuid primary key,
  collector_id uuid not null references collector,
  device_id    uuid not null references device,
  day          date not null,
  number       int  not null,
  status       text not null check (status in ('OPEN', 'CLOSED')),
  opened_at    timestamptz not null default now(),
  closed_at    timestamptz,
  -- the report as it was sealed, and its SHA-256
  sealed       text,
  seal         text,
  exported     boolean not null default false,
  unique (collector_id, day, number),
  check ((status = 'CLOSED') = (closed_at is not null and sealed is not null and seal is not null))
);
create unique index batch_open on batch (collector_id) where status = 'OPEN';
create index batch_to_export on batch (closed_at) where status = 'CLOSED' and not exported;

-- Who opened, closed and reopened it, and why.
create table batch_change (
  id       bigint generated always as identity primary key,
  batch_id uuid        not null references batch,
  kind     text        not null check (kind in ('OPENED', 'CLOSED', 'REOPENED')),
  by       text        not null,
  reason   text,
  at       timestamptz not null default now()
);
create index batch_change_batch on batch_change (batch_id);

-- Everything devices recorded, once each (I9). It never changes, but for the batch a late one waits for.
create table item (
  id            uuid primary key,
  device_id     uuid        not null,
  collector_id  uuid        not null references collector,
  -- where it counts; none while a late one waits for the next batch
  batch_id      uuid references batch,
  claimed_batch uuid        not null references batch,
  sequence      bigint      not null,
  kind          text        not null check (kind in ('VISIT', 'VOID', 'POSITION', 'PHOTO_MISSING')),
  recorded_at   timestamptz not null,
  received_at   timestamptz not null default now(),
  hash          text        not null,
  body          text        not null,
  lat           double precision,
  lon           double precision
);
create index item_batch on item (batch_id, kind);
create index item_device on item (device_id, sequence);
create index item_digest on item (claimed_batch, device_id, id);
create index item_waiting on item (collector_id) where batch_id is null;
create index item_trail on item (collector_id, recorded_at) where kind = 'POSITION';

create table visit (
  id               uuid primary key references item,
  collector_id     uuid not null,
  assignment_id    uuid not null,
  result           text not null,
  receipt_number   text,
  receipt_amount   bigint,
  receipt_currency text,
  receipt_method   text
);
create index visit_assignment on visit (assignment_id);
create index visit_receipt on visit (collector_id, receipt_number) where receipt_number is not null;
create table visit_void (
  visit_id     uuid not null,
  item_id      uuid not null references item,
  collector_id uuid not null,
  primary key (visit_id, item_id)
);
create table photo (
  id       uuid not null,
  visit_id uuid not null references visit,
  sha256   text not null,
  primary key (visit_id, id)
);
create index photo_id on photo (id);
create table photo_missing (
  photo_id     uuid not null,
  item_id      uuid not null references item,
  collector_id uuid not null,
  primary key (photo_id, item_id)
);

-- What could not be taken, for people to look at. Bounded by a sweep.
create table refused_item (
  collector_id uuid        not null,
  device_id    uuid        not null,
  id           text        not null,
  sequence     bigint,
  problem      text        not null,
  body         text        not null,
  received_at  timestamptz not null default now(),
  primary key (device_id, id, problem)
);
create index refused_item_age on refused_item (received_at);

-- I9: a closed batch never changes, whoever tries.
create function refuse_change_of_closed_batch() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join batch b on b.id = t.batch_id where b.status = 'CLOSED') then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  return null;
end $$;
create trigger item_added after insert on item referencing new table as touched
  for each statement execute function refuse_change_of_closed_batch();
create trigger item_deleted after delete on item referencing old table as touched
  for each statement execute function refuse_change_of_closed_batch();
create trigger item_moved_from after update on item referencing old table as touched
  for each statement execute function refuse_change_of_closed_batch();
create trigger item_moved_to after update on item referencing new table as touched
  for each statement execute function refuse_change_of_closed_batch();
-- Rows of a visit are written together with its item, and never after.
create function refuse_change_of_closed_visit() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join item i on i.id = t.id join batch b on b.id = i.batch_id
      where b.status = 'CLOSED') then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  return null;
end $$;
create trigger visit_deleted after delete on visit referencing old table as touched
  for each statement execute function refuse_change_of_closed_visit();
create trigger visit_updated after update on visit referencing old table as touched
  for each statement execute function refuse_change_of_closed_visit();
create function refuse_change_of_seal() returns trigger language plpgsql as $$
begin
  if old.status = 'CLOSED' and new.status = 'CLOSED'
      and (new.sealed, new.seal, new.closed_at) is distinct from (old.sealed, old.seal, old.closed_at) then
    raise exception 'the batch is sealed' using errcode = 'LK001';
  end if;
  return new;
end $$;
create trigger batch_sealed before update on batch for each row execute function refuse_change_of_seal();
