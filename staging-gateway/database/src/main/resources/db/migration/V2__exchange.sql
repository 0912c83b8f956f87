-- What the core and the staging machine hand each other. The core's login owns nothing here and sees nothing else: it offers supplies,
-- reads results and says what it took.
create schema exchange;

-- A supply: the core writes the lines, then the head that says how many there are and what they add up to.
create table exchange.supply (
  id          bigint primary key,
  lines       int         not null,
  outstanding numeric     not null,
  offered_at  timestamptz not null default now()
);
create table exchange.supply_line (
  supply       bigint not null,
  line         int    not null,
  assignment   text   not null,
  collector    text   not null,
  day          date   not null,
  priority     int    not null default 5,
  withdrawn    boolean not null default false,
  contract     text   not null,
  outstanding  bigint not null check (outstanding >= 0),
  currency     text   not null default 'IDR' check (currency ~ '^[A-Z]{3}$'),
  due_date     date   not null,
  customer     text   not null,
  name         text   not null,
  phone        text,
  address      text   not null,
  lat          double precision,
  lon          double precision,
  primary key (supply, line)
);

-- How far the staging machine got with each, and what it found: its own, the core only reads it.
create table exchange.supply_progress (
  supply      bigint primary key references exchange.supply,
  status      text        not null check (status in ('TAKING', 'TAKEN', 'REFUSED')),
  taken_to    int         not null default 0,
  lines       int         not null default 0,
  outstanding numeric     not null default 0,
  reason      text,
  finished_at timestamptz
);

-- A closed batch and its visits, written in one transaction. A batch that was reopened and closed again comes as another edition.
create table exchange.result (
  batch      uuid        not null,
  edition    int         not null,
  collector  text        not null,
  day        date        not null,
  visits     int         not null,
  received   numeric     not null,
  seal       text        not null,
  written_at timestamptz not null default now(),
  primary key (batch, edition)
);
create table exchange.result_visit (
  batch          uuid    not null,
  edition        int     not null,
  visit          uuid    not null,
  assignment     text,
  result         text    not null,
  voided         boolean not null,
  recorded_at    timestamptz not null,
  receipt_number text,
  amount         bigint,
  currency       text,
  method         text,
  flags          text    not null,
  body           text    not null,
  primary key (batch, edition, visit),
  foreign key (batch, edition) references exchange.result
);

-- What the core says it took: compared with what was given.
create table exchange.result_receipt (
  batch    uuid        not null,
  edition  int         not null,
  visits   int         not null,
  received numeric     not null,
  taken_at timestamptz not null default now(),
  primary key (batch, edition),
  foreign key (batch, edition) references exchange.result
);

-- The core's login is made with the server's other logins, where there is one; the rights are given here.
do $$
begin
  if exists (select 1 from pg_roles where rolname = 'core') then
    execute 'grant connect on database ' || quote_ident(current_database()) || ' to core';
    grant usage on schema exchange to core;
    grant select, insert on exchange.supply, exchange.supply_line, exchange.result_receipt to core;
    grant select on exchange.supply_progress, exchange.result, exchange.result_visit to core;
  end if;
end $$;
