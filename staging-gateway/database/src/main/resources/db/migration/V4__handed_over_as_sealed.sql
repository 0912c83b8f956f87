-- What each visit of a batch was sealed as, however many there are: the core is handed this, and nothing that came after.
create table sealed_visit (
  batch_id uuid    not null references batch,
  visit_id uuid    not null references visit,
  voided   boolean not null,
  flags    text    not null,
  primary key (batch_id, visit_id)
);
-- I9: it is written before the batch is closed, and never after.
create function refuse_change_of_sealed_visit() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join batch b on b.id = t.batch_id where b.status = 'CLOSED') then
    raise exception 'the batch is sealed' using errcode = 'LK001';
  end if;
  return null;
end $$;
create trigger sealed_visit_added after insert on sealed_visit referencing new table as touched
  for each statement execute function refuse_change_of_sealed_visit();
create trigger sealed_visit_updated after update on sealed_visit referencing old table as touched
  for each statement execute function refuse_change_of_sealed_visit();
create trigger sealed_visit_deleted after delete on sealed_visit referencing old table as touched
  for each statement execute function refuse_change_of_sealed_visit();

-- I11: voids that came when the batch of their visit was closed, until the core is told of them. Whoever writes a void, the database
-- notices: the collector's open batch is held while it is written, so none is between two chairs.
create table later_void (
  visit_id uuid not null,
  item_id  uuid not null references item,
  primary key (visit_id, item_id)
);
create function notice_void_of_closed_batch() returns trigger language plpgsql as $$
begin
  insert into later_void (visit_id, item_id)
  select t.visit_id, t.item_id from touched t
    join visit v on v.id = t.visit_id and v.collector_id = t.collector_id
    join item i on i.id = t.visit_id
    join batch b on b.id = i.batch_id
  where b.status = 'CLOSED'
  on conflict do nothing;
  return null;
end $$;
create trigger visit_void_added after insert on visit_void referencing new table as touched
  for each statement execute function notice_void_of_closed_batch();

-- Money by currency: amounts of two currencies are never one sum. The column "received" is that of the only currency there is, and
-- null where there are several.
alter table exchange.result alter column received drop not null;
alter table exchange.result_receipt alter column received drop not null;
create table exchange.result_money (
  batch    uuid    not null,
  edition  int     not null,
  currency text    not null,
  received numeric not null,
  primary key (batch, edition, currency),
  foreign key (batch, edition) references exchange.result
);
create table exchange.receipt_money (
  batch    uuid    not null,
  edition  int     not null,
  currency text    not null,
  received numeric not null,
  primary key (batch, edition, currency),
  foreign key (batch, edition) references exchange.result_receipt
);
insert into exchange.result_money (batch, edition, currency, received)
select batch, edition, currency, sum(amount) from exchange.result_visit
where not voided and currency is not null group by batch, edition, currency;

-- A visit the core was given as it was sealed, and that was taken back since.
create table exchange.result_void (
  batch       uuid        not null,
  edition     int         not null,
  visit       uuid        not null,
  reason      text        not null,
  recorded_at timestamptz not null,
  written_at  timestamptz not null default now(),
  primary key (batch, edition, visit),
  foreign key (batch, edition) references exchange.result
);
-- What the core says it took of them.
create table exchange.void_receipt (
  batch    uuid        not null,
  edition  int         not null,
  visit    uuid        not null,
  taken_at timestamptz not null default now(),
  primary key (batch, edition, visit),
  foreign key (batch, edition, visit) references exchange.result_void
);
-- Those nobody told the core of until now.
insert into later_void (visit_id, item_id)
select x.visit_id, x.item_id from visit_void x
  join visit v on v.id = x.visit_id and v.collector_id = x.collector_id
  join item i on i.id = x.visit_id
  join batch b on b.id = i.batch_id and b.status = 'CLOSED'
where exists (select 1 from exchange.result_visit r
  where r.batch = b.id and r.visit = x.visit_id and not r.voided
    and r.edition = (select max(e.edition) from exchange.result e where e.batch = b.id));

-- Supplies that are finished are not looked through again.
alter table exchange.supply add column finished boolean not null default false;
update exchange.supply s set finished = true
where exists (select 1 from exchange.supply_progress p where p.supply = s.id and p.status <> 'TAKING');
create index supply_unfinished on exchange.supply (id) where not finished;
-- The supply that said so last, as assignments have it: an older one says nothing any more.
alter table customer add column supply bigint not null default 0;
alter table contract add column supply bigint not null default 0;

-- What could not be exchanged, and when it is tried again: it does not hold up the rest.
create table exchange_failure (
  kind     text        not null check (kind in ('SUPPLY', 'RESULT', 'VOIDS')),
  id       text        not null,
  attempts int         not null,
  due_at   timestamptz not null,
  reason   text        not null,
  primary key (kind, id)
);

do $$
begin
  if exists (select 1 from pg_roles where rolname = 'core') then
    grant select, insert on exchange.receipt_money, exchange.void_receipt to core;
    grant select on exchange.result_money, exchange.result_void to core;
  end if;
end $$;
