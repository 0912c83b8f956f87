-- Orders of items: stock is taken when they are placed, and given back when they are cancelled.
create table shop_order (
  id             uuid primary key,
  user_id        uuid        not null,
  locale         text        not null,
  status         text        not null check (status in ('PLACED', 'PAID', 'CANCELLED')),
  version        int         not null,
  total_amount   bigint      not null,
  total_currency text        not null,
  reason         text,
  -- what other services said, each when it was done
  invoice_number text,
  payment_url    text,
  expires_at     timestamptz,
  invoice_at     timestamptz,
  fulfilment_at  timestamptz,
  forecasting_at timestamptz,
  logistic_at    timestamptz,
  -- steps an alarm was raised for
  late           text[]      not null default '{}',
  traceparent    text,
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now()
);
create index shop_order_of_user on shop_order (user_id, created_at, id);
create index shop_order_list on shop_order (created_at, id);
create index shop_order_unpaid on shop_order (expires_at) where status = 'PLACED';
create index shop_order_unfinished on shop_order (created_at)
  where status <> 'CANCELLED'
    and (invoice_at is null or fulfilment_at is null or forecasting_at is null or logistic_at is null);

create table order_item (
  order_id     uuid   not null references shop_order,
  store        text collate "C" not null,
  item         text collate "C" not null,
  quantity     bigint not null check (quantity > 0),
  price_amount bigint not null,
  primary key (order_id, store, item)
);

-- The picking of an order's items: what this step knows of orders, and nothing more.
create table fulfilment (
  order_id   uuid primary key,
  status     text        not null check (status in ('PICKED', 'RETURNED')),
  items      text        not null,
  updated_at timestamptz not null default now()
);
