-- People with an account. A deleted one keeps its row, emptied of everything personal, so that bookings keep their owner.
create table app_user (
  id            uuid primary key,
  version       bigint      not null default 0,
  name          text        not null,
  email         text,
  password_hash text,
  phone         text,
  locale        text        not null check (locale in ('id', 'en')),
  roles         text        not null, -- separated by spaces
  verified_at   timestamptz,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now(),
  deleted_at    timestamptz,
  check (deleted_at is not null or (email is not null and password_hash is not null))
);
create unique index app_user_email on app_user (lower(email));
create index app_user_list on app_user (created_at desc, id desc);

-- Tokens that prove an address is read by its owner: only their digests, and only for the address they were sent to.
create table verification_token (
  digest       bytea primary key,
  user_id      uuid        not null references app_user,
  email_digest bytea       not null,
  expires_at   timestamptz not null,
  used_at      timestamptz
);
create index verification_token_expiry on verification_token (expires_at);

-- A signed-in device: the family of refresh tokens that follow one another.
create table session (
  id         uuid primary key,
  user_id    uuid        not null references app_user,
  created_at timestamptz not null default now(),
  ended_at   timestamptz
);
create index session_of_user on session (user_id) where ended_at is null;

create table refresh_token (
  digest     bytea primary key,
  session_id uuid        not null references session on delete cascade,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index refresh_token_of_session on refresh_token (session_id);
create index refresh_token_expiry on refresh_token (expires_at);

-- How often something was tried in the current window. Keys are digests: no address is readable here.
create table attempt_limit (
  key         text primary key,
  used        int         not null,
  window_ends timestamptz not null
);
create index attempt_limit_window on attempt_limit (window_ends);

-- Every booking a user ever made, as it is now.
create table booking (
  id         uuid primary key,
  user_id    uuid        not null,
  status     text        not null,
  version    bigint      not null,
  data       text        not null, -- the BookingView of that version
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index booking_of_user on booking (user_id, created_at desc, id desc);

-- Each status a booking went through, once (I4). Only ever appended to.
create table booking_change (
  booking_id  uuid        not null references booking,
  version     bigint      not null,
  status      text        not null,
  reason      text,
  position    int,
  at          timestamptz not null,
  primary key (booking_id, version)
);

-- Mails, from the transaction that asks for one until an SMTP server has accepted it.
create table mail (
  id              uuid primary key,
  user_id         uuid        not null,
  kind            text        not null,
  booking_id      uuid,
  data            text, -- what the letter is written from
  status          text        not null default 'PENDING' check (status in ('PENDING', 'SENT', 'FAILED', 'WITHDRAWN')),
  attempts        int         not null default 0,
  created_at      timestamptz not null default now(),
  next_attempt_at timestamptz not null default now(),
  announced_at    timestamptz not null default now(), -- when mail.requested was last written to the outbox
  lease_holder    uuid,
  lease_until     timestamptz,
  sent_at         timestamptz,
  failure         text
);
create index mail_of_user on mail (user_id, created_at desc, id desc);
create index mail_pending on mail (next_attempt_at) where status = 'PENDING';
create index mail_of_booking on mail (booking_id) where status = 'PENDING';
