-- Nobody is sent an SMS whose number has not been confirmed by a code sent to it; the number is kept as its digest.
create table phone_confirmation (
  owner uuid not null,
  phone text not null,
  code text not null,
  tries int not null default 0,
  sent_at timestamptz not null default now(),
  confirmed_at timestamptz,
  primary key (owner, phone)
);

create index phone_confirmation_unconfirmed on phone_confirmation (sent_at) where confirmed_at is null;

-- How much was sent on a day: to a recipient (the digest of an address), or in all.
create table notice_budget (
  budget text not null,
  day date not null,
  sent int not null,
  at timestamptz not null default now(),
  primary key (budget, day)
);

create index notice_budget_at on notice_budget (at);
