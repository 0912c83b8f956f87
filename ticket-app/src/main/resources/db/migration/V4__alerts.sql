-- Who wants a mail when stock falls; told only once the address's owner has confirmed it.
create table stock_subscription (
  id           uuid primary key,
  email        text        not null,
  locale       text        not null check (locale in ('id', 'en')),
  store        text collate "C",
  item         text collate "C",
  threshold    bigint      not null default 0 check (threshold >= 0),
  token        text        not null unique,
  confirmed_at timestamptz,
  ended_at     timestamptz,
  created_at   timestamptz not null default now()
);
create unique index stock_subscription_once on stock_subscription (lower(email), store, item) nulls not distinct
  where ended_at is null;
create index stock_subscription_live on stock_subscription (threshold)
  where confirmed_at is not null and ended_at is null;

-- Mails to be sent about stock, each written once: client-app fetches and sends them.
create table stock_alert (
  id              uuid primary key,
  subscription_id uuid        not null references stock_subscription,
  kind            text        not null check (kind in ('CONFIRMATION', 'ALERT', 'DIGEST')),
  items           text        not null default '[]', -- JSON; of a digest only the first
  item_count      bigint      not null default 0,
  -- the fall an alert is about, the file a digest is about: at most one alert each
  fall_id         uuid,
  import_id       uuid,
  created_at      timestamptz not null default now()
);
create unique index stock_alert_once on stock_alert (subscription_id, fall_id) where fall_id is not null;
create unique index stock_digest_once on stock_alert (subscription_id, import_id) where kind = 'DIGEST';
create index stock_alert_of_subscription on stock_alert (subscription_id, created_at);
