-- A new e-mail address, until its link is followed: then it is the account's. The old one is kept to tell it so.
create table email_change (
  id         uuid primary key,
  user_id    uuid        not null references app_user,
  old_email  text        not null,
  new_email  text        not null,
  created_at timestamptz not null default now()
);
create index email_change_of_user on email_change (user_id);
create index email_change_age on email_change (created_at);

-- Digests of tokens, mailed to whoever has forgotten a password: each sets a new one once.
create table password_reset (
  digest     bytea primary key,
  user_id    uuid        not null references app_user,
  expires_at timestamptz not null
);
create index password_reset_of_user on password_reset (user_id);
create index password_reset_expiry on password_reset (expires_at);
