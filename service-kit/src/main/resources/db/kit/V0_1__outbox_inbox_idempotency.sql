-- Events written in the transaction of the change they tell of, relayed in order of seq and deleted once confirmed.
create table outbox (
  seq        bigint generated always as identity primary key,
  id         uuid        not null unique,
  type       text        not null,
  subject    text        not null,
  time       timestamptz not null,
  data       text        not null
);

-- Which replica relays now. A lease, not a lock: no transaction stays open while the broker is called.
create table lease (
  name    text primary key,
  holder  uuid        not null,
  until   timestamptz not null
);

-- Events already taken in, remembered in the transaction of their effect.
create table inbox (
  consumer    text        not null,
  event_id    text        not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index inbox_received_at on inbox (received_at);

-- Idempotency-Key headers, claimed in the transaction of the effect. No answer yet: still in flight.
create table idempotency_key (
  scope       text        not null,
  key         text        not null,
  fingerprint text        not null,
  resource_id uuid,
  status      int,
  location    text,
  body        text,
  created_at  timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);
