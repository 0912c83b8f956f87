create extension if not exists pg_trgm;

create table event (
  id            uuid primary key,
  title         text        not null,
  venue         text        not null,
  starts_at     timestamptz not null,
  description   text,
  organiser_url text,
  organiser_id  uuid,
  status        text        not null check (status in ('DRAFT', 'PUBLISHED', 'CANCELLED')),
  sales_from    timestamptz,
  sales_until   timestamptz,
  version       bigint      not null default 1,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  deleted_at    timestamptz
);
create index event_list on event (created_at, id) where deleted_at is null;
create index event_starts_at on event (starts_at) where deleted_at is null;
create index event_text on event using gin ((title || ' ' || venue || ' ' || coalesce(description, '')) gin_trgm_ops);

create table seat (
  id             uuid primary key,
  event_id       uuid        not null references event,
  label          text        not null,
  section        text,
  row_label      text,
  price_amount   bigint      not null check (price_amount > 0),
  price_currency text        not null,
  status         text        not null default 'OPEN' check (status in ('OPEN', 'ON_GOING', 'BOOKED')),
  version        bigint      not null default 1,
  created_at     timestamptz not null default now(),
  deleted_at     timestamptz
);
create unique index seat_label on seat (event_id, section, row_label, label) nulls not distinct where deleted_at is null;
create index seat_list on seat (event_id, created_at, id) where deleted_at is null;

create sequence queue_number;

create table booking (
  id              uuid primary key,
  user_id         uuid        not null,
  holder_name     text,
  locale          text        not null default 'id',
  event_id        uuid        not null references event,
  seat_id         uuid        not null references seat,
  status          text        not null check (status in
                    ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED', 'FAILED', 'EXPIRED', 'CANCELLED', 'LEFT')),
  version         int         not null,
  promoted        boolean     not null default false,
  price_amount    bigint      not null,
  price_currency  text        not null,
  -- place in the seat's waiting list: ascending in the order people joined (I7)
  queue_number    bigint,
  invoice_number  text,
  payment_url     text,
  expires_at      timestamptz,
  reason          text,
  -- while HOLDING: nobody else works on it before this time, and when to give up
  work_until      timestamptz,
  give_up_at      timestamptz,
  checked_in_at   timestamptz,
  checked_in_by   text,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now()
);
-- I1: a seat has at most one live booking
create unique index booking_one_live_per_seat on booking (seat_id)
  where status in ('HOLDING', 'PENDING_PAYMENT', 'CONFIRMED');
create index booking_queue on booking (seat_id, queue_number) where status = 'QUEUED';
create index booking_of_user on booking (user_id, created_at, id);
create index booking_of_seat on booking (seat_id, created_at, id);
create index booking_of_event on booking (event_id) where status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED');
create index booking_list on booking (created_at, id);
create index booking_unpaid on booking (expires_at) where status = 'PENDING_PAYMENT';
create index booking_unfinished on booking (work_until) where status = 'HOLDING';

-- every status a booking ever had
create table booking_change (
  booking_id uuid        not null references booking,
  version    int         not null,
  status     text        not null,
  reason     text,
  at         timestamptz not null,
  primary key (booking_id, version)
);

-- what is owed to other systems after a booking ended; worked on until they have taken it
create table obligation (
  booking_id      uuid        not null references booking,
  kind            text        not null check (kind in ('RELEASE_HOLD', 'VOID_INVOICE', 'REFUND')),
  attempts        int         not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error      text,
  done_at         timestamptz,
  outcome         text,
  created_at      timestamptz not null default now(),
  primary key (booking_id, kind)
);
create index obligation_open on obligation (next_attempt_at) where done_at is null;

-- the PDF of a booking that ended: a ticket or a notice
create table document (
  booking_id      uuid primary key references booking,
  kind            text        not null check (kind in ('TICKET', 'NOTICE')),
  attempts        int         not null default 0,
  next_attempt_at timestamptz not null default now(),
  object_key      text,
  size            int,
  stored_at       timestamptz,
  created_at      timestamptz not null default now()
);
create index document_to_make on document (next_attempt_at) where stored_at is null;
