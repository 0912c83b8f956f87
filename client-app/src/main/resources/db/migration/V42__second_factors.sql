-- The secret of a user's authenticator app (RFC 6238), encrypted; from confirmed_at on its codes are asked for at sign-in.
create table second_factor (
  user_id      uuid primary key references app_user,
  secret       bytea       not null,
  last_step    bigint      not null default 0, -- the time step of the last code that was used: none is good twice
  created_at   timestamptz not null default now(),
  confirmed_at timestamptz
);

-- Digests of the codes that stand in for a lost phone, each once.
create table recovery_code (
  user_id uuid  not null references second_factor on delete cascade,
  digest  bytea not null,
  primary key (user_id, digest)
);

-- Whether a session was begun with a second factor: without it, some roles are not given.
alter table session add column second_factor boolean not null default false;
