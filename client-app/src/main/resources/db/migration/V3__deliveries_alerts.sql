-- Orders on their way to users: what was heard of each, in whatever order it came.
create table delivery (
  order_id     uuid primary key,
  user_id      uuid        not null,
  items        text        not null,
  completed_at timestamptz, -- the items are picked
  paid_at      timestamptz,
  cancelled_at timestamptz,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now()
);
create index delivery_of_user on delivery (user_id, created_at desc, order_id desc) where completed_at is not null;

-- A mail about stock goes to an address ticket-app knows, not to a user: data is the alert it is about.
alter table mail alter column user_id drop not null;
create unique index mail_of_alert on mail (data) where user_id is null;
