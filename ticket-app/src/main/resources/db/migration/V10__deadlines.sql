-- A deadline asks payment-app before it decides (DESIGN §2).
alter table booking
  -- when payment-app is asked next; null: as soon as the time to pay is over
  add column ask_at timestamptz,
  -- how often it was asked
  add column asked int not null default 0,
  -- since when a person is to find out whether it was paid
  add column unsettled_since timestamptz,
  -- when the money of a ticket that had been used was given back
  add column refunded_at timestamptz;
drop index booking_unpaid;
create index booking_overdue on booking (coalesce(ask_at, expires_at))
  where status = 'PENDING_PAYMENT' and order_id is null;
create index booking_unsettled on booking (unsettled_since) where unsettled_since is not null;

alter table shop_order
  -- an order nobody bills has an end too: this default is for replicas that do not know of it yet
  add column ask_at timestamptz default now() + interval '75 minutes',
  add column asked int not null default 0,
  add column unsettled_since timestamptz,
  add column refunded_at timestamptz;
update shop_order set ask_at = case when status = 'PLACED'
  then coalesce(expires_at, created_at + interval '75 minutes') end;
drop index shop_order_unpaid;
create index shop_order_overdue on shop_order (ask_at) where status = 'PLACED';
create index shop_order_unsettled on shop_order (unsettled_since) where unsettled_since is not null;

-- A price of 0 needs no invoice.
alter table seat drop constraint seat_price_amount_check;
alter table seat add constraint seat_price_amount_check check (price_amount >= 0);
