-- Somebody asks for an account: it is made when the link mailed to the address is followed, not before. Any number may ask with
-- one address; whose link is followed is who reads it.
create table registration (
  id            uuid primary key,
  name          text        not null,
  email         text        not null,
  password_hash text        not null,
  phone         text,
  locale        text        not null check (locale in ('id', 'en')),
  created_at    timestamptz not null default now()
);
create index registration_age on registration (created_at);
create index registration_email on registration (lower(email));

-- A token proves an address for a registration (user_id is its id) or for an account.
alter table verification_token drop constraint verification_token_user_id_fkey;
create index verification_token_owner on verification_token (user_id);

-- After too many attempts there is a pause, which grows.
alter table attempt_limit add column blocked_until timestamptz;

-- Where from an account was signed in to before, as digests: from there it can be while strangers guess its password.
create table known_address (
  key        text primary key,
  expires_at timestamptz not null
);
create index known_address_expiry on known_address (expires_at);
